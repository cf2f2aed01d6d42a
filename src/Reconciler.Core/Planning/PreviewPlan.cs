using Reconciler.Core.Actual;
using Reconciler.Core.Desired;

namespace Reconciler.Core.Planning;

/// <summary>
/// What going from one desired state to another changes, with the first counted as fully applied: no state, no look-ups, and of time only the clock
/// given. What stands as it stood (a notice, a wait) is left out.
/// </summary>
public static class PreviewPlan
{
    /// <param name="from">Null: nothing was declared before.</param>
    /// <param name="to">What would be in force.</param>
    /// <param name="clock">Where both are looked at from, so that the difference holds no passing of time.</param>
    public static Plan Between(DesiredState? from, DesiredState to, DateTimeOffset clock)
    {
        ArgumentNullException.ThrowIfNull(to);
        if (from is null) return WithoutReference(Planner.Plan(to, ActualState.Empty, Evidence.None, PlanScope.All, clock, TimeSpan.Zero));
        var applied = AppliedProjection.Of(from, clock);
        var before = Planner.Plan(from, applied.Actual, applied.Evidence, PlanScope.All, clock, TimeSpan.Zero);
        var plan = Planner.Plan(to, applied.Actual, applied.Evidence, PlanScope.All, clock, TimeSpan.Zero);
        var known = before.Notices.Concat(before.Blocked).Select(Key).ToHashSet();
        return WithoutReference(plan) with
        {
            Changes = [.. plan.Changes.Select(WithoutMadeUp)],
            Notices = [.. plan.Notices.Where(notice => !known.Contains(Key(notice)))],
            Blocked = [.. plan.Blocked.Where(notice => !known.Contains(Key(notice)))],
            Later = [],
        };
    }

    /// <summary>By whatever name the commit was asked for, its preview is the same.</summary>
    private static Plan WithoutReference(Plan plan) => plan with { Head = plan.Head with { Source = plan.Head.Source with { Reference = null } } };

    private static (NoticeLevel, string, string) Key(PlanNotice notice) => (notice.Level, notice.Id, notice.Sentence);

    /// <summary>Serials and instants of a projection are nobody's; the digest never covers what was before.</summary>
    private static PlanAction WithoutMadeUp(PlanAction change)
    {
        var shown = change.Facts.Before.Without(AppliedProjection.MadeUp);
        return shown.Items.Length == change.Facts.Before.Items.Length ? change : change with { Facts = change.Facts with { Before = shown } };
    }
}
