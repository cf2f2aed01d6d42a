using System.Collections.Immutable;
using System.Net;

namespace Reconciler.Core.Desired;

/// <summary>spec of kind DnsProvider: where records of some zones can be written. Closed; a new type is a nested record.</summary>
public abstract record DnsProviderSpec
{
    private DnsProviderSpec()
    {
    }

    /// <summary>Zones it may write, lower case, no trailing dot.</summary>
    public required ImmutableArray<string> Zones { get; init; }

    /// <summary>The longest of <see cref="Zones"/> that holds <paramref name="name"/>; null when none does.</summary>
    public string? ZoneOf(string name)
    {
        string? best = null;
        foreach (var zone in Zones)
        {
            if (Domain.DomainText.IsWithin(name, zone) && zone.Length > (best?.Length ?? 0)) best = zone;
        }

        return best;
    }

    /// <summary>Served by this process.</summary>
    public sealed record Embedded : DnsProviderSpec
    {
        public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 0);
    }

    /// <summary>A zone in RFC 1035 master-file form, of which a marked block is ours.</summary>
    public sealed record ZoneFile : DnsProviderSpec
    {
        /// <summary>As written; relative to the repository's root.</summary>
        public required string File { get; init; }

        /// <summary>Program and arguments to run after a change; empty: none.</summary>
        public ImmutableArray<string> Reload { get; init; } = [];
    }
}
