using System.Globalization;
using Reconciler.Core.Applying;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Reporting;

/// <summary>The two summary lines, whose grammar is fixed: scripts read them.</summary>
public static class SummaryText
{
    public static string Of(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var summary = plan.Summary;
        if (!plan.HasChanges) return $"No changes.{(summary.Waiting == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" {summary.Waiting} waiting."))} digest {plan.Digest}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Plan: {summary.Add} to add, {summary.Renew} to renew, {summary.Replace} to replace, {summary.Revoke} to revoke, {summary.Remove} to remove, {summary.Change} to change; {summary.Waiting} waiting. digest {plan.Digest}");
    }

    /// <summary>Waiting counts what the plan held back and what turned out to wait.</summary>
    public static string Of(Plan plan, IReadOnlyCollection<ActionOutcome> outcomes)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var done = PlanSummary.Of(outcomes.Where(outcome => outcome.Kind == OutcomeKind.Done).Select(outcome => outcome.Action), 0);
        var failed = outcomes.Count(outcome => outcome.Kind is OutcomeKind.Failed or OutcomeKind.Stalled);
        var waiting = plan.Waiting.Length + outcomes.Count(outcome => outcome.Kind is OutcomeKind.Waiting or OutcomeKind.Skipped);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Applied: {done.Add} added, {done.Renew} renewed, {done.Replace} replaced, {done.Revoke} revoked, {done.Remove} removed, {done.Change} changed, {failed} failed; {waiting} waiting");
    }
}
