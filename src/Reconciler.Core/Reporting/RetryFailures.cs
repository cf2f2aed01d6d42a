using Reconciler.Core.Actual;

namespace Reconciler.Core.Reporting;

/// <summary>What failed and is not done, as the state itself remembers it: without reading the audit log.</summary>
public static class RetryFailures
{
    /// <summary>By identity. What an object tells by a condition of its own is left out.</summary>
    public static IReadOnlyList<ChangeFailure> Of(ActualState actual)
    {
        ArgumentNullException.ThrowIfNull(actual);
        return
        [
            .. actual.Retries.OrderBy(retry => retry.Key, StringComparer.Ordinal)
                .Select(retry => Failure(retry.Key, retry.Value))
                .Where(failure => ChangeFailures.IsStanding(failure.Id, actual)),
        ];
    }

    private static ChangeFailure Failure(string key, RetryState retry)
    {
        var cut = key.LastIndexOf('#');
        return new(key[..cut], key[(cut + 1)..], retry.Since, retry.LastFailure);
    }
}
