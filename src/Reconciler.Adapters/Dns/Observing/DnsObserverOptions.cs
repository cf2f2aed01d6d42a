using System.Collections.Immutable;
using System.Net;

namespace Reconciler.Adapters.Dns.Observing;

/// <summary>How long and whom the observer asks.</summary>
public sealed record DnsObserverOptions
{
    /// <summary>For one packet; a question waits this long for each try.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Further tries after the first.</summary>
    public int Retries { get; init; } = 1;

    /// <summary>Addresses of the root servers, where finding authoritative servers begins.</summary>
    public ImmutableArray<IPAddress> RootHints { get; init; } = Observing.RootHints.Addresses;

    /// <summary>Where the authoritative server with an address listens: port 53, unless a network of tests is laid out otherwise.</summary>
    public Func<IPAddress, IPEndPoint> AuthoritativeEndpoint { get; init; } = address => new(address, 53);
}
