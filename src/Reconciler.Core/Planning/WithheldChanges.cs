using System.Collections.Immutable;

namespace Reconciler.Core.Planning;

/// <summary>
/// What a daemon does of a plan that the state does not allow as a whole (row GIT-06): renewals, CRLs, first issues and repairs of what stays go on; whatever
/// removes, revokes, replaces or changes settings is withheld, with all that requires it. A plan that is refused for what exists says that manifests and state
/// mean different things by one name: then nothing is issued for the first time either; and where it is the region that moved, nothing is done at all.
/// </summary>
public static class WithheldChanges
{
    /// <summary>The plan without them, free to be applied: they are postponed. Refused as it was where nothing of it may be done.</summary>
    public static Plan Without(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Refusals.Any(refusal => refusal.Code == PlanCodes.FirstRegionMoved)) return plan;
        var withheld = new HashSet<string>(StringComparer.Ordinal);
        foreach (var change in plan.Changes)
        {
            if (!GoesOn(change, plan) || change.Facts.Requires.Any(withheld.Contains)) withheld.Add(change.Key);
        }

        ImmutableArray<PlanAction> changes = [.. plan.Changes.Where(change => !withheld.Contains(change.Key))];
        return plan with
        {
            Changes = changes,
            Postponed = [.. plan.Postponed, .. plan.Changes.Where(change => withheld.Contains(change.Key))],
            Refusals = [],
            Blocked = [],
            Summary = PlanSummary.Of(changes, plan.Summary.Waiting),
            Digest = PlanDigest.Of(changes),
        };
    }

    private static bool GoesOn(PlanAction change, Plan plan) => change switch
    {
        PlanAction.IssueCertificate issue => issue.Verb.Category() == PlanCategory.Renew || (issue.Verb == PlanVerb.Issue && plan.Refusals.IsEmpty),
        PlanAction.RenewAuthority or PlanAction.UpdateCrl or PlanAction.PublishRecord or PlanAction.DeployCertificate => true,
        _ => false,
    };
}
