using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Reconciler.Core.Actual;

namespace Reconciler.Core.Planning;

/// <summary>Changes that are wanted and not tried now: their own next try is still to come, or that of a change which they require.</summary>
internal static class PostponedChanges
{
    /// <param name="ordered">What others require comes first.</param>
    public static (ImmutableArray<PlanAction> Now, ImmutableArray<PlanAction> Postponed) Split(IReadOnlyList<PlanAction> ordered, ActualState actual, DateTimeOffset now)
    {
        if (actual.Retries.Count == 0) return ([.. ordered], []);
        var postponed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var change in ordered)
        {
            if (IsHeld(change, actual, now) || change.Facts.Requires.Any(postponed.Contains)) postponed.Add(change.Key);
        }

        return ([.. ordered.Where(change => !postponed.Contains(change.Key))], [.. ordered.Where(change => postponed.Contains(change.Key))]);
    }

    /// <summary>The tries of a change, while it still decides the same; null: it was not tried.</summary>
    public static RetryState? TriesOf(string key, PlanAttributes wanted, ActualState actual) =>
        actual.Retries.GetValueOrDefault(key) is { } retry && retry.Wanted == HashOf(wanted) ? retry : null;

    /// <summary>Names what a change decides; equal for equal attributes.</summary>
    public static string HashOf(PlanAttributes wanted) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(wanted.ToString())));

    private static bool IsHeld(PlanAction change, ActualState actual, DateTimeOffset now)
    {
        if (TriesOf(change.Key, change.Facts.After, actual) is not { } tries || !tries.IsHeld(now)) return false;
        // It waited for something that the plan itself judges, and judges to be there now.
        return change is not PlanAction.IssueCertificate issue || !WaitCodes.IsJudgedByPlan(actual.Certificates.GetValueOrDefault(issue.Certificate)?.Condition?.Code);
    }
}
