using Reconciler.Core.Domain;

namespace Reconciler.Core.Desired;

/// <summary>Where what a target really serves is looked at, over TLS (rows TGT-02, TGT-03).</summary>
public sealed record ProbeSpec
{
    /// <summary>Address or host name.</summary>
    public required string Host { get; init; }

    public required int Port { get; init; }

    /// <summary>The name asked for (SNI, RFC 6066, section 3); null: each certificate is asked for by a name of its own.</summary>
    public string? ServerName { get; init; }

    /// <summary>How long a new certificate may take until it is seen served; one second to ten minutes.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>As written: <c>127.0.0.1:8443</c>, <c>[::1]:8443</c>, <c>edge.internal:443</c>.</summary>
    public string Connect => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    /// <summary>
    /// The name by which a certificate for <paramref name="names"/> is asked for here; null when the probe is not about it: a declared server name that it
    /// does not cover is another certificate's.
    /// </summary>
    public string? NameFor(IReadOnlyList<DnsName> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (ServerName is null) return names.FirstOrDefault(name => !name.IsWildcard)?.Value ?? $"probe.{names[0].Domain}";
        var wanted = new DnsName(ServerName);
        return names.Any(name => name.Covers(wanted)) ? ServerName : null;
    }
}
