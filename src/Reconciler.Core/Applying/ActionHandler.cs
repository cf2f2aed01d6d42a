using Reconciler.Core.Planning;

namespace Reconciler.Core.Applying;

/// <summary>Does one kind of change, a batch at a time. It commits its intents before any effect and its outcomes after it.</summary>
internal interface IActionHandler
{
    /// <summary>One outcome for each change of the batch. What the world does wrong is an outcome; only bugs and named failures are thrown.</summary>
    Task<IReadOnlyList<ActionOutcome>> ExecuteAsync(IReadOnlyList<PlanAction> batch, ApplyRun run, CancellationToken cancellationToken);
}

/// <summary>A handler of one type of change.</summary>
internal abstract class ActionHandler<TAction> : IActionHandler
    where TAction : PlanAction
{
    public Task<IReadOnlyList<ActionOutcome>> ExecuteAsync(IReadOnlyList<PlanAction> batch, ApplyRun run, CancellationToken cancellationToken) =>
        ExecuteAsync([.. batch.Cast<TAction>()], run, cancellationToken);

    protected abstract Task<IReadOnlyList<ActionOutcome>> ExecuteAsync(IReadOnlyList<TAction> batch, ApplyRun run, CancellationToken cancellationToken);
}
