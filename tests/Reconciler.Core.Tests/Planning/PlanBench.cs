using Reconciler.Core.Planning;
using Reconciler.Testing;
using Reconciler.Testing.Cycle;
using Reconciler.Testing.Desired;

namespace Reconciler.Core.Tests.Planning;

/// <summary>Plans what a repository becomes after it was applied as it was.</summary>
internal static class PlanBench
{
    /// <summary>The plan for <paramref name="after"/> over a state where <paramref name="before"/> was applied at <see cref="ManualTime.Start"/>.</summary>
    public static Plan Plan(
        DesiredBuilder before,
        DesiredBuilder? after = null,
        TimeSpan later = default,
        Func<AppliedState, AppliedState>? with = null,
        Evidence? evidence = null,
        TimeSpan? horizon = null)
    {
        var state = AppliedState.Of(before.BuildWithRecords(), ManualTime.Start);
        return Planner.Plan(
            (after ?? before).BuildWithRecords(), (with is null ? state : with(state)).Build(), evidence ?? Evidence.None, PlanScope.All, ManualTime.Start + later, horizon);
    }

    /// <summary>What <paramref name="desired"/> looks like to a state that nothing was applied to.</summary>
    public static Plan First(DesiredBuilder desired, Evidence? evidence = null) =>
        Planner.Plan(desired.BuildWithRecords(), Core.Actual.ActualState.Empty, evidence ?? Evidence.None, PlanScope.All, ManualTime.Start);
}
