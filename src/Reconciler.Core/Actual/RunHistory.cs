using System.Collections.Immutable;
using System.Globalization;

namespace Reconciler.Core.Actual;

/// <summary>One run of apply, by the audit log.</summary>
public sealed record PastRun
{
    /// <summary>Number of the audit entry that it began with.</summary>
    public required long Number { get; init; }

    public required DateTimeOffset Began { get; init; }

    /// <summary>Null for a run that was cut off, or that still goes on.</summary>
    public DateTimeOffset? Ended { get; init; }

    public bool Interrupted { get; init; }

    /// <summary>Commit, or tree hash.</summary>
    public required string? Revision { get; init; }

    public required string Actor { get; init; }

    public required string PlanDigest { get; init; }

    /// <summary>State serial of its last entry.</summary>
    public required long StateSerial { get; init; }

    /// <summary>How many changes were done, by verb.</summary>
    public ImmutableSortedDictionary<string, int> Done { get; init; } = ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal);

    public int Failed { get; init; }

    /// <summary>Serials that it took, of certificates and authorities.</summary>
    public ImmutableArray<string> Issued { get; init; } = [];

    public ImmutableArray<string> Revoked { get; init; } = [];

    /// <summary>What a person allowed it beyond the limits; null: nothing.</summary>
    public PastOverride? Override { get; init; }
}

/// <param name="Allowed">How many, by verb.</param>
/// <param name="Reason">As it was given.</param>
public sealed record PastOverride(ImmutableSortedDictionary<string, int> Allowed, string Reason)
{
    /// <summary>Reads the detail of an <see cref="AuditActions.OverrideLimits"/> entry; null when it is none.</summary>
    public static PastOverride? Parse(string detail)
    {
        ArgumentNullException.ThrowIfNull(detail);
        var end = detail.IndexOf(": ", StringComparison.Ordinal);
        if (end < 0) return null;
        var allowed = ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        foreach (var word in detail[..end].Split(' '))
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 || !int.TryParse(word.AsSpan(equals + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return null;
            allowed[word[..equals]] = count;
        }

        return new(allowed.ToImmutable(), detail[(end + 2)..]);
    }
}

/// <summary>Makes runs of audit entries, given oldest first (row GIT-10).</summary>
public sealed class RunHistory
{
    private readonly List<PastRun> _runs = [];
    private readonly ImmutableArray<string>.Builder _issued = ImmutableArray.CreateBuilder<string>();
    private readonly ImmutableArray<string>.Builder _revoked = ImmutableArray.CreateBuilder<string>();
    private readonly SortedDictionary<string, int> _done = new(StringComparer.Ordinal);
    private PastRun? _open;

    public void Add(StoredAuditEntry stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        var entry = stored.Entry;
        if (entry.Action == AuditActions.RunBegin)
        {
            Close();
            _open = new()
            {
                Number = stored.Number,
                Began = entry.At,
                Revision = entry.Revision,
                Actor = entry.Actor,
                PlanDigest = entry.Detail,
                StateSerial = stored.StateSerial,
            };
            return;
        }

        // What is done between two runs names no revision.
        if (_open is null || entry.Revision != _open.Revision) return;
        _open = _open with { StateSerial = stored.StateSerial };
        if (entry.Action == AuditActions.OverrideLimits)
        {
            _open = _open with { Override = PastOverride.Parse(entry.Detail) };
        }
        else if (entry.Action == AuditActions.RunEnd)
        {
            _open = _open with { Ended = entry.At, Interrupted = entry.Detail == AuditActions.Interrupted };
            Close();
        }
        else if (AuditActions.VerbOf(entry.Action) is { } verb)
        {
            if (entry.Detail.StartsWith(AuditActions.Done, StringComparison.Ordinal)) _done[verb] = _done.GetValueOrDefault(verb) + 1;
            else _open = _open with { Failed = _open.Failed + 1 };
        }
        else if (entry.Serials is { } serials)
        {
            (entry.Action == AuditActions.Sign ? _issued : _revoked).AddRange(serials.Split(' '));
        }
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<PastRun> Conclude()
    {
        Close();
        _runs.Reverse();
        return _runs;
    }

    private void Close()
    {
        if (_open is null) return;
        _runs.Add(_open with
        {
            Done = _done.ToImmutableSortedDictionary(StringComparer.Ordinal),
            Issued = _issued.ToImmutable(),
            Revoked = _revoked.ToImmutable(),
        });
        _done.Clear();
        _issued.Clear();
        _revoked.Clear();
        _open = null;
    }
}
