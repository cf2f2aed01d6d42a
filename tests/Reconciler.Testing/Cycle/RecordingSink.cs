using System.Collections.Concurrent;
using Reconciler.Core.Applying;
using Reconciler.Core.Planning;

namespace Reconciler.Testing.Cycle;

/// <summary>Keeps what a run tells.</summary>
public sealed class RecordingSink : IReportSink
{
    public ConcurrentQueue<IReadOnlyList<PlanAction>> Batches { get; } = new();

    public ConcurrentQueue<ActionOutcome> Outcomes { get; } = new();

    public ConcurrentQueue<string> Notes { get; } = new();

    public void Started(IReadOnlyList<PlanAction> batch) => Batches.Enqueue(batch);

    public void Ended(ActionOutcome outcome) => Outcomes.Enqueue(outcome);

    public void Note(string sentence) => Notes.Enqueue(sentence);
}
