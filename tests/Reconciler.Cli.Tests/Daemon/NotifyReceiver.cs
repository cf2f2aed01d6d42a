using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;

namespace Reconciler.Cli.Tests.Daemon;

/// <summary>The init system's end of the notification socket: a real datagram socket, by a path or an abstract name.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class NotifyReceiver : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TempFolder _folder = new();
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    public NotifyReceiver(bool isAbstract)
    {
        var path = _folder.Combine("notify");
        Name = isAbstract ? "@" + path : path;
        _socket.Bind(new UnixDomainSocketEndPoint(isAbstract ? '\0' + path : path));
    }

    /// <summary>As <c>NOTIFY_SOCKET</c> says it.</summary>
    public string Name { get; }

    /// <summary>Reads on until a message holds the text; returns that message.</summary>
    public async Task<string> UntilAsync(string text)
    {
        var buffer = new byte[64 * 1024];
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            var message = Encoding.UTF8.GetString(buffer, 0, await _socket.ReceiveAsync(buffer, limit.Token));
            if (message.Contains(text, StringComparison.Ordinal)) return message;
        }
    }

    /// <summary>Throws away what came until now.</summary>
    public void Forget()
    {
        var buffer = new byte[64 * 1024];
        while (_socket.Available > 0) _socket.Receive(buffer);
    }

    public void Dispose()
    {
        _socket.Dispose();
        _folder.Dispose();
    }
}
