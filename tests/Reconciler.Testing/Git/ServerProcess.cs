using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Reconciler.Testing.Git;

/// <summary>A server in the foreground as our child. What it writes is kept for the message when it does not become ready.</summary>
public sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private bool _isDisposed;

    public ServerProcess(string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(ExternalPrograms.Require(program), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>Waits until somebody listens.</summary>
    public Task UntilListeningAsync(int port) => UntilAsync(() =>
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    });

    public async Task UntilAsync(Func<bool> isReady)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < ReadyLimit && !_process.HasExited)
        {
            if (isReady()) return;
            await Task.Delay(20);
        }

        lock (_output) Assert.Fail($"{_process.StartInfo.FileName} does not become ready: {_output}");
    }

    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_output) _output.AppendLine(line.Data);
    }
}
