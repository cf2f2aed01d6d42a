using System.Runtime.CompilerServices;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Applying;

/// <summary>Does one kind of change. It commits its intents before any effect and its outcomes after it.</summary>
internal interface IActionHandler
{
    /// <summary>How many changes it takes at once, at most.</summary>
    int BatchSize { get; }

    /// <summary>
    /// One outcome for each change, as they become known. What the world does wrong is an outcome; only bugs and named failures are thrown. Cancelled, it
    /// finishes what it has in hand; the rest has no outcome and is left to the next run.
    /// </summary>
    IAsyncEnumerable<ActionOutcome> ExecuteAsync(IReadOnlyList<PlanAction> batch, ApplyRun run, CancellationToken cancellationToken);
}

/// <summary>A handler that does a batch as one: what was begun is finished, also when the run is cancelled meanwhile.</summary>
internal abstract class BatchHandler : IActionHandler
{
    /// <summary>Each batch costs two commits.</summary>
    public int BatchSize => 1000;

    public async IAsyncEnumerable<ActionOutcome> ExecuteAsync(IReadOnlyList<PlanAction> batch, ApplyRun run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var outcome in await DoAsync(batch, run, CancellationToken.None).ConfigureAwait(false)) yield return outcome;
    }

    protected abstract Task<IReadOnlyList<ActionOutcome>> DoAsync(IReadOnlyList<PlanAction> batch, ApplyRun run, CancellationToken cancellationToken);
}

/// <summary>A handler of one type of change.</summary>
internal abstract class ActionHandler<TAction> : BatchHandler
    where TAction : PlanAction
{
    protected sealed override Task<IReadOnlyList<ActionOutcome>> DoAsync(IReadOnlyList<PlanAction> batch, ApplyRun run, CancellationToken cancellationToken) =>
        DoAsync([.. batch.Cast<TAction>()], run, cancellationToken);

    protected abstract Task<IReadOnlyList<ActionOutcome>> DoAsync(IReadOnlyList<TAction> batch, ApplyRun run, CancellationToken cancellationToken);
}
