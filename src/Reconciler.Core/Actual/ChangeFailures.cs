namespace Reconciler.Core.Actual;

/// <summary>A change that failed when it was tried last; an apply tries it again while it is still wanted.</summary>
/// <param name="Id">Of the object, or of what hangs on it: <c>certificate id@target</c>.</param>
/// <param name="Verb">Word of the plan's verb.</param>
public sealed record ChangeFailure(string Id, string Verb, DateTimeOffset At, string Message);

/// <summary>Finds in audit entries, given oldest first, what failed and was not done since. An object's later success in anything ends its failure.</summary>
public sealed class ChangeFailures
{
    private readonly SortedDictionary<string, ChangeFailure> _failures = new(StringComparer.Ordinal);

    public void Add(StoredAuditEntry stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        var entry = stored.Entry;
        if (AuditActions.VerbOf(entry.Action) is not { } verb) return;
        if (entry.Detail.StartsWith(AuditActions.Failed, StringComparison.Ordinal))
            _failures[entry.Subject] = new(entry.Subject, verb, entry.At, entry.Detail[AuditActions.Failed.Length..].TrimStart(':', ' '));
        else
            _failures.Remove(entry.Subject);
    }

    /// <summary>By identity. What nobody wants any more (it is tried no more), and what the state tells by a condition of the object, is left out.</summary>
    public IReadOnlyList<ChangeFailure> Standing(ActualState actual) =>
        [.. _failures.Values.Where(failure => actual.Retries.ContainsKey($"{failure.Id}#{failure.Verb}") && IsStanding(failure.Id, actual))];

    internal static bool IsStanding(string id, ActualState actual)
    {
        var at = id.IndexOf('@', StringComparison.Ordinal);
        if (at < 0) return Domain.ResourceId.TryParse(id) is { } own && actual.Authorities.GetValueOrDefault(own) is { Condition: null };
        if (Domain.ResourceId.TryParse(id[..at]) is not { } certificate || !actual.Certificates.TryGetValue(certificate, out var row)) return false;
        return actual.Deployments.ContainsKey(id) || row.Applied.Targets.Any(target => target.Name == id[(at + 1)..]);
    }
}
