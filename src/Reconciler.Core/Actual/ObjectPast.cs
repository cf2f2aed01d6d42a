namespace Reconciler.Core.Actual;

/// <summary>An effect on an object, and what caused it.</summary>
/// <param name="Revision">Commit, or tree hash; null where it was no run.</param>
public sealed record PastEffect(DateTimeOffset At, string? Revision, string Text);

/// <summary>What the audit log tells of one object, given its entries oldest first: which commit caused which serial, and what was done last.</summary>
/// <param name="id">Identity of the object.</param>
/// <param name="serials">Its serials, in hexadecimal.</param>
public sealed class ObjectPast(string id, IReadOnlySet<string> serials)
{
    private readonly Dictionary<string, PastEffect> _signed = new(StringComparer.Ordinal);
    private readonly ChangeFailures _failures = new();

    public static ObjectPast Of(Domain.ResourceId id, ActualState actual)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(actual);
        var serials = actual.Certificates.GetValueOrDefault(id)?.Versions.Select(version => version.Serial.Hex)
            ?? actual.Authorities.GetValueOrDefault(id)?.Versions.Select(version => version.Serial.Hex) ?? [];
        return new(id.Text, serials.ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>What to search the log for beside its identity.</summary>
    public IReadOnlyCollection<string> Serials => serials.ToArray();

    /// <summary>The last change that was done to it; null when the log holds none.</summary>
    public PastEffect? Last { get; private set; }

    public PastEffect? Signed(string serial) => _signed.GetValueOrDefault(serial);

    /// <summary>What failed of it and was not done since.</summary>
    public IReadOnlyList<ChangeFailure> Failures(ActualState actual) => [.. _failures.Standing(actual).Where(failure => Belongs(failure.Id))];

    public void Add(StoredAuditEntry stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        _failures.Add(stored);
        var entry = stored.Entry;
        if (entry.Action == AuditActions.Sign && entry.Serials is { } serial && serials.Contains(serial)) _signed.TryAdd(serial, new(entry.At, entry.Revision, entry.Detail));
        if (entry.Subject == id && AuditActions.VerbOf(entry.Action) is { } verb && entry.Detail.StartsWith(AuditActions.Done, StringComparison.Ordinal))
            Last = new(entry.At, entry.Revision, $"{verb}: {entry.Detail[AuditActions.Done.Length..].TrimStart(':', ' ')}");
    }

    private bool Belongs(string subject) => subject == id || subject.StartsWith(id + "@", StringComparison.Ordinal) || subject.StartsWith(id + "/", StringComparison.Ordinal);
}
