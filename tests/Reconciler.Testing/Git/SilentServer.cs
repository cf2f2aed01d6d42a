using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Reconciler.Testing.Git;

/// <summary>Accepts every connection and never says a word.</summary>
public sealed class SilentServer : IDisposable
{
    // The system accepts for us as long as the backlog has room.
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public SilentServer() => _listener.Start(16);

    public string Url(string scheme) => string.Create(CultureInfo.InvariantCulture, $"{scheme}://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/team/repo.git");

    public void Dispose() => _listener.Dispose();
}
