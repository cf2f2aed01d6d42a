using Reconciler.Core.Actual;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Applying;

/// <summary>
/// A run in the audit log: an entry when it begins, one for each change that was tried, one when it ends. Between them stand the entries of the keys
/// it used, so that the log alone tells which commit caused which serial (row GIT-10), also of a run that was cut off. A run without changes writes none.
/// </summary>
internal static class RunJournal
{
    /// <param name="allowed">What a person allows beyond the limits, written down with the run that it is for; null: nothing.</param>
    public static Task BeginAsync(ApplyRun run, LimitOverride? allowed)
    {
        var begin = run.Audit(AuditActions.RunBegin, AuditActions.RunSubject, run.Plan.Digest);
        return run.CommitAsync(allowed is null ? [begin] : [begin, run.Audit(AuditActions.OverrideLimits, AuditActions.RunSubject, allowed.ToString())]);
    }

    public static Task EndAsync(ApplyRun run, IReadOnlyList<ActionOutcome> outcomes, bool interrupted)
    {
        var changes = new List<StateChange>(outcomes.Count + 1);
        foreach (var outcome in outcomes)
        {
            if (WordOf(outcome.Kind) is { } word) changes.Add(run.Audit(AuditActions.ChangeOf(outcome.Action.Verb.Word()), outcome.Action.Id, $"{word}: {outcome.Detail} ({outcome.Action.Facts.Reason.Word()})"));
        }

        changes.Add(run.Audit(AuditActions.RunEnd, AuditActions.RunSubject, interrupted ? AuditActions.Interrupted : AuditActions.Ended));
        return run.CommitAsync(changes);
    }

    /// <summary>Null for what had no effect: it waits, or was not tried.</summary>
    private static string? WordOf(OutcomeKind kind) => kind switch
    {
        OutcomeKind.Done => AuditActions.Done,
        OutcomeKind.Failed or OutcomeKind.Stalled => AuditActions.Failed,
        OutcomeKind.Waiting or OutcomeKind.Skipped => null,
    };
}
