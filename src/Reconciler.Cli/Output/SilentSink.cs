using Reconciler.Core.Applying;
using Reconciler.Core.Planning;

namespace Reconciler.Cli.Output;

/// <summary>For verbs that change nothing.</summary>
internal sealed class SilentSink : IReportSink
{
    public static SilentSink Instance { get; } = new();

    public void Started(IReadOnlyList<PlanAction> batch)
    {
    }

    public void Ended(ActionOutcome outcome)
    {
    }

    public void Note(string sentence)
    {
    }
}
