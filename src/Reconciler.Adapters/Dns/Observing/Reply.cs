using System.Collections.Immutable;
using System.Net;
using Reconciler.Core.Validation;

namespace Reconciler.Adapters.Dns.Observing;

/// <summary>A record of an answer, as far as it is looked at.</summary>
/// <param name="Owner">Lower case, no trailing dot.</param>
/// <param name="Value">Target, address, or text with its strings joined.</param>
/// <param name="Caa">Set for CAA alone.</param>
internal sealed record ReplyRecord(string Owner, RecordType Type, string Value, CaaRecord? Caa = null);

/// <summary>Servers named by a server that does not serve the name itself.</summary>
/// <param name="Zone">Lower case, no trailing dot; empty for the root.</param>
/// <param name="Servers">Names with the addresses that came along.</param>
internal sealed record Referral(string Zone, ImmutableArray<(string Name, ImmutableArray<IPAddress> Addresses)> Servers);

/// <summary>What one server said to one question.</summary>
internal sealed record Reply
{
    public required LookupOutcome Outcome { get; init; }

    /// <summary>The whole answer section, aliases included.</summary>
    public ImmutableArray<ReplyRecord> Records { get; init; } = [];

    /// <summary>Why it failed; null where it did not.</summary>
    public string? Detail { get; init; }

    /// <summary>NXDOMAIN: neither this type nor any other is there.</summary>
    public bool IsNoSuchName { get; init; }

    public bool IsRefused { get; init; }

    public bool IsAuthoritative { get; init; }

    /// <summary>The server said nothing that can be read, whatever the name was.</summary>
    public bool IsSilence { get; init; }

    public Referral? Referral { get; init; }

    public static Reply Failed(string detail) => new() { Outcome = LookupOutcome.Failed, Detail = detail };

    public ImmutableArray<ReplyRecord> At(string owner, RecordType type) =>
        [.. Records.Where(record => record.Type == type && string.Equals(record.Owner, owner, StringComparison.Ordinal))];

    /// <summary>Where the name is an alias of; null when it is none.</summary>
    public string? AliasOf(string owner) =>
        Records.FirstOrDefault(record => record.Type == RecordType.CNAME && string.Equals(record.Owner, owner, StringComparison.Ordinal))?.Value;
}
