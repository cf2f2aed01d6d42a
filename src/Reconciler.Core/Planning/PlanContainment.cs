using System.Collections.Immutable;
using Reconciler.Core.Actual;

namespace Reconciler.Core.Planning;

/// <summary>How one change of a plan stands to the reviewed one.</summary>
public enum DifferenceKind
{
    /// <summary>Planned now, not in the reviewed plan.</summary>
    Added,

    /// <summary>In both, and what it decides differs.</summary>
    Altered,

    /// <summary>In the reviewed plan only: done already, or no longer wanted.</summary>
    Gone,
}

/// <param name="Reviewed">What the reviewed plan decided; null when added.</param>
/// <param name="Now">What would be decided now; null when gone.</param>
public sealed record PlanDifference(DifferenceKind Kind, string Id, string Verb, PlanAttributes? Reviewed, PlanAttributes? Now)
{
    /// <summary>Doing less than was reviewed is fine, anything else is not.</summary>
    public bool IsAllowed => Kind == DifferenceKind.Gone;
}

/// <summary>
/// Is what would be done now within what was reviewed (row GIT-04)? Each change must have one of equal id, verb and <c>after</c>. Exempt is what time
/// brings: renewals, CRLs, and placing a renewed certificate where it stands already.
/// </summary>
public static class PlanContainment
{
    public static bool IsWithin(SavedPlan reviewed, Plan plan, ActualState actual) => Compare(reviewed, plan, actual).All(difference => difference.IsAllowed);

    /// <summary>Everything in which the two plans differ, by id and verb; exempt changes are no difference.</summary>
    public static ImmutableArray<PlanDifference> Compare(SavedPlan reviewed, Plan plan, ActualState actual)
    {
        ArgumentNullException.ThrowIfNull(reviewed);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(actual);
        var allowed = reviewed.Changes.Concat(reviewed.Held).DistinctBy(change => change.Key).ToDictionary(change => change.Key, StringComparer.Ordinal);
        var renewals = plan.Changes.Where(change => change.Verb.Category() == PlanCategory.Renew).Select(change => change.Key).ToHashSet(StringComparer.Ordinal);
        var differences = new List<PlanDifference>();
        var planned = new HashSet<string>(StringComparer.Ordinal);
        foreach (var change in plan.Changes)
        {
            planned.Add(change.Key);
            var match = allowed.GetValueOrDefault(change.Key);
            if (match is not null && SpecText.Same(match.After, change.Facts.After)) continue;
            if (IsBroughtByTime(change, renewals, actual)) continue;
            differences.Add(new(match is null ? DifferenceKind.Added : DifferenceKind.Altered, change.Id, change.Verb.Word(), match?.After, change.Facts.After));
        }

        foreach (var change in reviewed.Changes)
        {
            if (planned.Contains(change.Key) || IsTimed(change)) continue;
            differences.Add(new(DifferenceKind.Gone, change.Id, change.Verb, change.After, null));
        }

        return [.. differences.OrderBy(difference => difference.Id, StringComparer.Ordinal).ThenBy(difference => difference.Verb, StringComparer.Ordinal)];
    }

    private static bool IsBroughtByTime(PlanAction change, HashSet<string> renewals, ActualState actual) => change switch
    {
        PlanAction.UpdateCrl => true,
        PlanAction.DeployCertificate => change.Facts.Requires.Any(renewals.Contains)
            && actual.Deployments.TryGetValue(change.Id, out var deployed)
            && SpecText.Same(SpecText.Of(deployed.Applied), change.Facts.After),
        _ => renewals.Contains(change.Key),
    };

    private static bool IsTimed(SavedChange change) =>
        change.Verb == PlanVerb.Renew.Word() || change.Verb == PlanVerb.Rekey.Word() || change.Id.EndsWith("/crl", StringComparison.Ordinal);
}
