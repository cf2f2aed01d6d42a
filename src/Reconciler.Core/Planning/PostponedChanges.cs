using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Reconciler.Core.Actual;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Planning;

/// <summary>Changes that are wanted and not tried now: their own next try is still to come, or that of a change which they require.</summary>
internal static class PostponedChanges
{
    /// <param name="ordered">What others require comes first.</param>
    /// <param name="actual">Holds the tries.</param>
    /// <param name="swept">Objects that are looked at anew: what is stalled of them is tried, since somebody may have made room for it.</param>
    /// <param name="now">The clock of the plan.</param>
    public static (ImmutableArray<PlanAction> Now, ImmutableArray<PlanAction> Postponed) Split(
        IReadOnlyList<PlanAction> ordered, ActualState actual, PlanScope swept, DateTimeOffset now)
    {
        if (actual.Retries.Count == 0) return ([.. ordered], []);
        var postponed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var change in ordered)
        {
            if (IsHeld(change, actual, swept, now) || change.Facts.Requires.Any(postponed.Contains)) postponed.Add(change.Key);
        }

        return ([.. ordered.Where(change => !postponed.Contains(change.Key))], [.. ordered.Where(change => postponed.Contains(change.Key))]);
    }

    /// <summary>The tries of a change, while it still decides the same; null: it was not tried.</summary>
    public static RetryState? TriesOf(string key, PlanAttributes wanted, ActualState actual) =>
        actual.Retries.GetValueOrDefault(key) is { } retry && retry.Wanted == HashOf(wanted) ? retry : null;

    /// <summary>Names what a change decides; equal for equal attributes.</summary>
    public static string HashOf(PlanAttributes wanted) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(wanted.ToString())));

    private static bool IsHeld(PlanAction change, ActualState actual, PlanScope swept, DateTimeOffset now)
    {
        if (TriesOf(change.Key, change.Facts.After, actual) is not { } tries || !tries.IsHeld(now)) return false;
        if (tries.NextTry is null && SubjectOf(change) is { } subject && swept.Contains(subject)) return false;

        // It waited for something that the plan itself judges, and judges to be there now.
        return change is not PlanAction.IssueCertificate issue || !WaitCodes.IsJudgedByPlan(actual.Certificates.GetValueOrDefault(issue.Certificate)?.Condition?.Code);
    }

    /// <summary>Whose sweep the change belongs to: of a record, the provider that writes it.</summary>
    private static ResourceId? SubjectOf(PlanAction change) => change is PlanAction.PublishRecord or PlanAction.RetractRecord
        ? ResourceId.TryParse((change.Facts.After.Find("provider") ?? change.Facts.Before.Find("provider"))?.Text ?? "")
        : WorldLook.SubjectOf(change.Key);
}
