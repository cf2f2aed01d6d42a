using Reconciler.Core.Planning;

namespace Reconciler.Core.Reporting;

/// <summary>The changes of a plan as people read them: the effects of one object together, objects alike beside each other.</summary>
internal static class PlanGroups
{
    /// <summary>More objects alike than this are counted instead of listed.</summary>
    public const int AlikeLimit = 50;

    /// <summary>Lists of objects to which the same is done for the same reasons; an object is the list of its effects. In the order of the plan.</summary>
    public static IEnumerable<List<List<PlanAction>>> Alike(Plan plan) => plan.Changes
        .GroupBy(change => change.Facts.Group)
        .Select(group => group.ToList())
        .GroupBy(group => string.Join(' ', group.Select(change => $"{Kind(change.Facts.Group)}{change.Verb.Word()}{change.Facts.Reason.Word()}")))
        .Select(alike => alike.ToList());

    /// <summary>The effect on the object itself, else the first on something of it.</summary>
    public static PlanAction HeadOf(List<PlanAction> effects) => effects.Find(effect => effect.Id == effect.Facts.Group) ?? effects[0];

    public static string Kind(string id)
    {
        var cut = ShortIds.Cut(id);
        return cut.EndsWith("/crl", StringComparison.Ordinal) ? "crl" : cut.Split('/')[0];
    }

    /// <summary>Every identity that the plan shows.</summary>
    public static ShortIds IdsOf(Plan plan) => new(plan.Changes.SelectMany(change => new[] { change.Id, change.Facts.Group })
        .Concat(plan.Waiting.Select(entry => entry.Id))
        .Concat(plan.Later.Select(entry => entry.Id))
        .Concat(plan.Blocked.Concat(plan.Notices).Select(notice => notice.Id)));
}
