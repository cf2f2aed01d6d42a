using System.Net;
using System.Net.Sockets;
using Reconciler.Adapters.Dns.Embedded;

namespace Reconciler.Adapters.Dns.Observing;

/// <summary>How a resolver entry <c>embedded</c> is asked.</summary>
public sealed class EmbeddedResolver
{
    internal const string Name = "embedded";

    private readonly Func<DnsObserverOptions, INameServer> _open;

    private EmbeddedResolver(Func<DnsObserverOptions, INameServer> open) => _open = open;

    /// <summary>By real queries to where the server listens; the port as it was drawn.</summary>
    public static EmbeddedResolver Over(IPEndPoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return new(options => new NetworkServer(Reachable(endpoint), Name, recursion: false, options));
    }

    /// <summary>In process, without a port: for plans.</summary>
    public static EmbeddedResolver InProcess(ZoneAnswers zones)
    {
        ArgumentNullException.ThrowIfNull(zones);
        return new(_ => new InProcessServer(zones));
    }

    internal INameServer Open(DnsObserverOptions options) => _open(options);

    /// <summary>A server that listens everywhere is asked on loopback.</summary>
    private static IPEndPoint Reachable(IPEndPoint endpoint)
    {
        if (!endpoint.Address.Equals(IPAddress.Any) && !endpoint.Address.Equals(IPAddress.IPv6Any)) return endpoint;
        return new(endpoint.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback, endpoint.Port);
    }
}
