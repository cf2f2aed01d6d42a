using System.Collections.Immutable;

namespace Reconciler.Core.Validation;

/// <summary>How a look-up ended. Failed (SERVFAIL, refused, time-out, truncated, malformed) is never read as absence (row CAA-03).</summary>
public enum LookupOutcome
{
    /// <summary>At least one record of the type asked.</summary>
    Found,

    /// <summary>NOERROR without data, or NXDOMAIN.</summary>
    Absent,

    Failed,
}

/// <summary>What one resolver said about the owner of a validation record.</summary>
/// <param name="Resolver">As configured: address and port, or <c>embedded</c>.</param>
/// <param name="Targets">Targets of the CNAME records at the very owner; lower case, no trailing dot.</param>
/// <param name="Chain">Aliases followed behind it, in order; at most 10.</param>
/// <param name="Texts">TXT values at the end of the chain, strings of one record joined; empty where TXT was not asked.</param>
/// <param name="TextOutcome">How the TXT look-up ended; null where it was not made.</param>
/// <param name="Detail">What failed or what else was seen (an address instead of an alias, a loop); null when all is plain.</param>
public sealed record RecordAnswer(
    string Resolver,
    LookupOutcome Outcome,
    ImmutableArray<string> Targets,
    ImmutableArray<string> Chain,
    ImmutableArray<string> Texts,
    LookupOutcome? TextOutcome,
    string? Detail);

/// <summary>What was seen of one validation record.</summary>
public sealed record RecordObservation(string RecordId, DateTimeOffset At, ImmutableArray<RecordAnswer> Answers);

/// <summary>A CAA resource record (RFC 8659, section 4.1).</summary>
/// <param name="Flags">0 to 255.</param>
/// <param name="Tag">Lower case.</param>
public sealed record CaaRecord(int Flags, string Tag, string Value)
{
    public override string ToString() => $"{Flags} {Tag} \"{Value}\"";
}

/// <summary>One step of climbing the tree for CAA.</summary>
/// <param name="Name">Name asked; a wildcard's is its domain.</param>
/// <param name="Records">The set found; empty unless the outcome is Found.</param>
public sealed record CaaStep(string Name, LookupOutcome Outcome, ImmutableArray<CaaRecord> Records, string? Detail);

/// <summary>CAA as climbed from a domain up to and including its top-level domain, stopping at the first set found or the first failure (RFC 8659, section 3).</summary>
public sealed record CaaObservation(string Domain, DateTimeOffset At, ImmutableArray<CaaStep> Steps);

/// <summary>What must be asked about a validation record, and whom.</summary>
/// <param name="Resolvers">Never empty unless <paramref name="Authoritative"/>.</param>
/// <param name="Authoritative">Ask the zone's own servers, found from the root.</param>
/// <param name="WithText">Follow the alias to its TXT value.</param>
/// <param name="OwnZone">The TXT lives in a zone that this program serves: its value is asked of ourselves, delegated or not.</param>
public sealed record RecordQuestion(
    string RecordId,
    string Owner,
    string Target,
    ImmutableArray<Desired.DnsResolver> Resolvers,
    bool Authoritative,
    bool WithText,
    bool OwnZone);

/// <param name="Domain">Where climbing starts; wildcard stripped.</param>
public sealed record CaaQuestion(string Domain, ImmutableArray<Desired.DnsResolver> Resolvers, bool Authoritative);

/// <summary>
/// Asks the DNS; judges nothing. One instance serves one run and asks the same CAA question of a shared parent once. Time-outs and errors come back
/// as <see cref="LookupOutcome.Failed"/>, never as exceptions.
/// </summary>
public interface IDnsObserver
{
    Task<RecordObservation> ObserveRecordAsync(RecordQuestion question, CancellationToken cancellationToken);

    Task<CaaObservation> ObserveCaaAsync(CaaQuestion question, CancellationToken cancellationToken);
}

/// <summary>
/// The program's own authoritative server. It answers from the zone records given to it; zones exist once declared, SOA and NS are made up, names
/// outside them get REFUSED.
/// </summary>
public interface IEmbeddedDns : IAsyncDisposable
{
    /// <summary>Replaces zones and records; takes effect for the next query. <paramref name="serial"/> is the SOA serial, taken modulo 2^32.</summary>
    void Load(IReadOnlyCollection<string> zones, IReadOnlyCollection<Actual.ZoneRecord> records, long serial);

    /// <summary>Sets or removes single records without reading the rest.</summary>
    void Update(IReadOnlyCollection<Actual.ZoneRecord> set, IReadOnlyCollection<(string Owner, string Type)> removed, long serial);

    /// <summary>Opens UDP and TCP on each address; port 0 chooses one that is free for both. Returns where it listens. Throws ReconcilerException naming a taken address.</summary>
    Task<IReadOnlyList<System.Net.IPEndPoint>> StartAsync(IReadOnlyCollection<System.Net.IPEndPoint> listen, CancellationToken cancellationToken);
}
