namespace Reconciler.Core.Actual;

/// <summary>The audit log of a state (row OBS-03), to be searched and proved whole. An absent state has an empty log.</summary>
public interface IAuditLog
{
    /// <summary>Gives every entry that the filter lets pass to <paramref name="each"/>, oldest first.</summary>
    Task ReadAsync(AuditFilter filter, Action<StoredAuditEntry> each, CancellationToken cancellationToken);

    /// <summary>Follows the chain from the first entry to the head.</summary>
    Task<AuditVerdict> VerifyAsync(CancellationToken cancellationToken);
}

/// <param name="Since">Earliest instant, inclusive; null: from the beginning.</param>
/// <param name="Subject">The object, by its whole identity or the end of it (<c>certificate/www</c>, <c>www</c>), with what belongs to it; null: every one.</param>
/// <param name="Serials">Entries that took or revoked one of these serials alone pass too, whatever their subject; null or empty: none.</param>
/// <param name="ChangesOnly">Only what tells how a change went (<see cref="AuditActions.VerbOf"/>).</param>
public sealed record AuditFilter(DateTimeOffset? Since = null, string? Subject = null, bool ChangesOnly = false, IReadOnlyCollection<string>? Serials = null);

/// <param name="Number">Counts from 1 without a gap.</param>
/// <param name="StateSerial">Serial of the commit that stored it.</param>
/// <param name="Hash">Of <see cref="AuditChain"/>.</param>
public sealed record StoredAuditEntry(long Number, long StateSerial, AuditEntry Entry, byte[] Hash);

/// <summary>Where the chain ends; stored in the commit that moves it, so that entries missing at the end are noticed.</summary>
/// <param name="Count">Entries, which is the number of the last one.</param>
public sealed record AuditHead(long Count, byte[] Hash);

/// <summary>What following the chain showed.</summary>
/// <param name="FirstBad">Number of the first entry that is not as it was written; null when all are.</param>
/// <param name="Fault">What is wrong with it; null when nothing is.</param>
public sealed record AuditVerdict(AuditHead Head, long? FirstBad, string? Fault)
{
    public bool IsWhole => FirstBad is null;
}

/// <summary>Follows a chain entry by entry.</summary>
/// <param name="head">What the state says the chain ends with.</param>
public sealed class AuditChainFollower(string lineage, AuditHead head)
{
    private byte[] _hash = AuditChain.Start(lineage);
    private long _count;
    private (long Number, string Fault)? _first;

    /// <summary>Takes the next entry in order of its number. Returns false when the first bad one is found: nothing after it tells more.</summary>
    public bool Follow(StoredAuditEntry stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        var expected = _count + 1;
        if (stored.Number != expected)
        {
            _first = (expected, $"it is missing: entry {stored.Number} follows entry {_count}");
            return false;
        }

        if (expected > head.Count)
        {
            _first = (expected, $"it was added: the state counts {head.Count} entries");
            return false;
        }

        var hash = AuditChain.Next(_hash, stored.Number, stored.StateSerial, stored.Entry);
        if (!hash.AsSpan().SequenceEqual(stored.Hash))
        {
            _first = (expected, "it is not as it was written");
            return false;
        }

        (_hash, _count) = (hash, expected);
        return true;
    }

    /// <summary>After the last entry.</summary>
    public AuditVerdict Conclude()
    {
        if (_first is null && _count < head.Count) _first = (_count + 1, $"it is missing: the state counts {head.Count} entries");
        if (_first is null && !head.Hash.AsSpan().SequenceEqual(_hash)) _first = (Math.Max(_count, 1), "the chain does not end with the hash that the state holds");
        return new(head, _first?.Number, _first?.Fault);
    }
}
