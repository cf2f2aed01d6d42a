using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using Reconciler.Adapters.Control;
using Reconciler.Core.Diagnostics;
using Reconciler.Testing;

namespace Reconciler.Adapters.Tests.Control;

[UnsupportedOSPlatform("windows")]
public sealed class ControlSocketTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly CancellationTokenSource _stop = new();

    public void Dispose()
    {
        _stop.Dispose();
        _folder.Dispose();
    }

    [Fact(DisplayName = "The socket is its owner's alone; one process on a folder has it, and what one before left there is replaced")]
    public void Owned()
    {
        _folder.Write("daemon.sock", "left by one that was killed");
        using (var first = ControlServer.TryOpen(_folder.Path))
        {
            Assert.NotNull(first);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.Combine("daemon.sock")));
            Assert.Null(ControlServer.TryOpen(_folder.Path));
        }

        Assert.False(File.Exists(_folder.Combine("daemon.sock")));
        using var second = ControlServer.TryOpen(_folder.Path);
        Assert.NotNull(second);
    }

    [Fact(DisplayName = "A folder that others may write to holds no socket, and neither does one with too long a name; one that is not there yet is no failure")]
    public void Refused()
    {
        Assert.Null(ControlServer.TryOpen(_folder.Combine("later")));
        var open = Directory.CreateDirectory(_folder.Combine("open")).FullName;
        File.SetUnixFileMode(open, File.GetUnixFileMode(open) | UnixFileMode.GroupWrite);
        Assert.Contains("others may write", Assert.Throws<ReconcilerException>(() => ControlServer.TryOpen(open)).Message, StringComparison.Ordinal);
        var longest = Directory.CreateDirectory(_folder.Combine(new string('a', 120))).FullName;
        Assert.Contains("longer than the 107 octets", Assert.Throws<ReconcilerException>(() => ControlServer.TryOpen(longest)).Message, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "Every answer has its lines; who asks nothing, too much or goes away takes nothing from the others")]
    public async Task Answers()
    {
        using var server = ControlServer.TryOpen(_folder.Path)!;
        var serving = server.ServeAsync(Echo, _stop.Token);
        using var silent = Raw();
        using (var gone = Raw()) await gone.SendAsync("hel"u8.ToArray());
        using var endless = Raw();
        await endless.SendAsync(new byte[64]);
        Assert.Equal(0, await endless.ReceiveAsync(new byte[1]));
        foreach (var word in new[] { "one", "two" })
        {
            using var client = await ControlClient.ConnectAsync(_folder.Path, CancellationToken.None);
            await client.AskAsync(word, CancellationToken.None);
            Assert.Equal((word, "end", null), (await Line(client), await Line(client), await Line(client)));
        }

        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => serving);
    }

    [Fact(DisplayName = "Where no daemon runs that is said, whether or not one that was killed left its socket")]
    public async Task Nobody()
    {
        await NoDaemonAsync();
        using (var left = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            left.Bind(new UnixDomainSocketEndPoint(_folder.Combine("bound")));
            File.Move(_folder.Combine("bound"), _folder.Combine("daemon.sock"));
        }

        await NoDaemonAsync();
    }

    private async Task NoDaemonAsync()
    {
        var failure = await Assert.ThrowsAsync<ReconcilerException>(() => ControlClient.ConnectAsync(_folder.Path, CancellationToken.None));
        Assert.Equal($"no daemon runs on the state {_folder.Path}", failure.Message);
    }

    private static Task<string?> Line(ControlClient client) => client.ReadLineAsync(CancellationToken.None);

    private static async IAsyncEnumerable<string> Echo(string request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        yield return request;
        yield return "end";
    }

    private Socket Raw()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(_folder.Combine("daemon.sock")));
        return socket;
    }
}
