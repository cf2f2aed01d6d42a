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
}
