using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Reconciler.Testing.Git;

/// <summary>What a server does instead of its work.</summary>
public enum ServerFault
{
    None,

    /// <summary>Ends every connection.</summary>
    Gone,

    /// <summary>Takes every connection and says nothing.</summary>
    Silent,

    /// <summary>Stops in the middle of its first answer.</summary>
    Half,

    /// <summary>Sends everybody to another host.</summary>
    Redirect,
}

/// <summary>Stands before an HTTP server on loopback, counts what comes, and lets it fail; without a fault any server that speaks over TCP.</summary>
public sealed class FaultyProxy : IDisposable
{
    /// <summary>Where redirects lead: another name, though it is the same machine.</summary>
    public const string OtherHost = "localhost";

    private const int HalfAnAnswer = 120;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Uri _target;
    private readonly Task _accepting;
    private int _connections;

    public FaultyProxy(string target)
    {
        _target = new(target);
        _listener.Start(64);
        _accepting = AcceptAsync();
    }

    public ServerFault Fault { get; set; }

    /// <summary>Connections taken so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>The target's address through this.</summary>
    public string Url => string.Create(CultureInfo.InvariantCulture, $"{_target.Scheme}://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}{_target.AbsolutePath}");

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _accepting.Wait();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> open = [];
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                open.Add(ServeAsync(client));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var owner = client;
        try
        {
            await ServeAsync(client.GetStream(), Fault);
        }
        catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException)
        {
            // One of the two went away.
        }
    }

    private async Task ServeAsync(NetworkStream client, ServerFault fault)
    {
        switch (fault)
        {
            case ServerFault.Gone:
                return;
            case ServerFault.Silent:
                await Task.Delay(Timeout.Infinite, _stop.Token);
                return;
            case ServerFault.Redirect:
                var request = new byte[4096];
                var line = Encoding.ASCII.GetString(request, 0, await client.ReadAsync(request, _stop.Token)).Split(' ')[1];
                await client.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 302 Found\r\nLocation: http://{OtherHost}:{_target.Port}{line}\r\nContent-Length: 0\r\n\r\n"), _stop.Token);
                return;
            case ServerFault.None or ServerFault.Half:
                using (var server = new TcpClient())
                {
                    await server.ConnectAsync(IPAddress.Loopback, _target.Port, _stop.Token);
                    var asked = client.CopyToAsync(server.GetStream(), _stop.Token);
                    await AnswerAsync(server.GetStream(), client, fault == ServerFault.Half ? HalfAnAnswer : int.MaxValue);
                    client.Close();
                    server.Close();
                    await Task.WhenAny(asked);
                }

                return;
        }
    }

    private async Task AnswerAsync(NetworkStream from, NetworkStream to, int limit)
    {
        var buffer = new byte[16 * 1024];
        while (limit > 0 && await from.ReadAsync(buffer.AsMemory(0, Math.Min(limit, buffer.Length)), _stop.Token) is var read and > 0)
        {
            await to.WriteAsync(buffer.AsMemory(0, read), _stop.Token);
            limit -= read;
        }
    }
}
