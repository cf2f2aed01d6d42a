using Reconciler.Core.Planning;

namespace Reconciler.Core.Applying;

/// <summary>What became of one change.</summary>
public enum OutcomeKind
{
    Done,

    /// <summary>It waits for the world, which is no failure: a proof is not seen yet.</summary>
    Waiting,

    /// <summary>It may succeed when it is run again.</summary>
    Failed,

    /// <summary>It fails until a person does something.</summary>
    Stalled,

    /// <summary>What it requires was not done.</summary>
    Skipped,
}

/// <param name="Detail">One sentence: the new serial and end, or what went wrong and what to do.</param>
public sealed record ActionOutcome(PlanAction Action, OutcomeKind Kind, string Detail)
{
    public static ActionOutcome Done(PlanAction action, string detail) => new(action, OutcomeKind.Done, detail);

    public static ActionOutcome Waiting(PlanAction action, string detail) => new(action, OutcomeKind.Waiting, detail);

    public static ActionOutcome Failed(PlanAction action, string detail) => new(action, OutcomeKind.Failed, detail);

    public static ActionOutcome Stalled(PlanAction action, string detail) => new(action, OutcomeKind.Stalled, detail);
}
