using Reconciler.Core.Planning;

namespace Reconciler.Core.Applying;

/// <summary>Core tells and does not log: whoever runs it turns these into progress, logs and metrics. Called from one thread at a time.</summary>
public interface IReportSink
{
    /// <summary>A batch of changes is about to be done.</summary>
    void Started(IReadOnlyList<PlanAction> batch);

    void Ended(ActionOutcome outcome);

    /// <summary>Something worth telling that is no change.</summary>
    void Note(string sentence);

    /// <summary>A part of the work begins; what comes back is disposed at its end. Null where nobody wants to know.</summary>
    /// <param name="name">One word: <c>read</c>, <c>observe</c>, <c>plan</c>, <c>apply</c> or <c>batch</c>.</param>
    IDisposable? Step(string name) => null;
}
