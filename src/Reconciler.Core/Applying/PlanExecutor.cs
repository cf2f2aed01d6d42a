using Reconciler.Core.Planning;

namespace Reconciler.Core.Applying;

/// <summary>
/// Does a plan: in its order, in batches of one handler's kind, skipping what requires a change that was not done. A failing object never stops
/// others. Cancelling lets a handler finish what it has in hand and leaves the rest for the next run.
/// </summary>
internal sealed class PlanExecutor(HandlerTable handlers, IReportSink sink)
{
    public async Task<IReadOnlyList<ActionOutcome>> ExecuteAsync(ApplyRun run, CancellationToken cancellationToken)
    {
        var outcomes = new List<ActionOutcome>(run.Plan.Changes.Length);
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (handler, batch) in Batches(run.Plan.Changes))
        {
            if (cancellationToken.IsCancellationRequested) break;
            var ready = new List<PlanAction>(batch.Count);
            foreach (var action in batch)
            {
                if (FirstMissing(action, done) is { } missing)
                    Record(new(action, OutcomeKind.Skipped, $"waits for {missing}"));
                else
                    ready.Add(action);
            }

            if (ready.Count == 0) continue;
            using var step = sink.Step("batch");
            sink.Started(ready);
            await foreach (var outcome in handler.ExecuteAsync(ready, run, cancellationToken).ConfigureAwait(false)) Record(outcome);
        }

        return outcomes;

        void Record(ActionOutcome outcome)
        {
            outcomes.Add(outcome);
            if (outcome.Kind == OutcomeKind.Done) done.Add(outcome.Action.Key);
            sink.Ended(outcome);
        }
    }

    private static string? FirstMissing(PlanAction action, HashSet<string> done)
    {
        foreach (var required in action.Facts.Requires)
        {
            if (!done.Contains(required)) return required;
        }

        return null;
    }

    /// <summary>Neighbours with one handler, cut where one requires another of the same batch.</summary>
    private IEnumerable<(IActionHandler Handler, List<PlanAction> Batch)> Batches(IEnumerable<PlanAction> changes)
    {
        IActionHandler? current = null;
        List<PlanAction> batch = [];
        HashSet<string> keys = new(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            var handler = change.Accept(handlers);
            if (current is not null && (handler != current || batch.Count == current.BatchSize || keys.Overlaps(change.Facts.Requires)))
            {
                yield return (current, batch);
                batch = [];
                keys.Clear();
            }

            current = handler;
            batch.Add(change);
            keys.Add(change.Key);
        }

        if (current is not null && batch.Count > 0) yield return (current, batch);
    }
}
