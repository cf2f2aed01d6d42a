using System.Collections.Immutable;
using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Planning;

/// <summary>
/// Decides: <c>(desired, actual, evidence, scope, now) → Plan</c>. No I/O, no await, no randomness, no clock of its own; the same input gives the
/// same plan, byte for byte (row GIT-03). The plan, the apply, the preview and the daemon all ask here.
/// </summary>
public static class Planner
{
    /// <summary>How far Later looks unless asked otherwise.</summary>
    public static TimeSpan DefaultHorizon { get; } = TimeSpan.FromDays(30);

    /// <param name="horizon">How far Later looks; null: <see cref="DefaultHorizon"/>.</param>
    /// <param name="overrides">Numbers that a person allows beyond the limits of an account, exactly and for this plan alone.</param>
    /// <param name="tries">What is done about changes that were tried before and are not done.</param>
    /// <param name="swept">Objects of which stalled changes are tried too; null: none.</param>
    public static Plan Plan(
        DesiredState desired,
        ActualState actual,
        Evidence evidence,
        PlanScope scope,
        DateTimeOffset now,
        TimeSpan? horizon = null,
        IReadOnlyDictionary<GuardedVerb, int>? overrides = null,
        Tries tries = Tries.All,
        PlanScope? swept = null) => Plan(desired, actual, evidence, scope, now, horizon, overrides, tries, swept, null);

    /// <param name="index">Kept from plan to plan: what a narrow scope asks of the objects outside; null: they are passed over.</param>
    internal static Plan Plan(
        DesiredState desired,
        ActualState actual,
        Evidence evidence,
        PlanScope scope,
        DateTimeOffset now,
        TimeSpan? horizon,
        IReadOnlyDictionary<GuardedVerb, int>? overrides,
        Tries tries,
        PlanScope? swept,
        PlanIndex? index)
    {
        ArgumentNullException.ThrowIfNull(desired);
        ArgumentNullException.ThrowIfNull(actual);
        var context = new PlanContext(desired, actual, evidence, scope, now, horizon ?? DefaultHorizon, tries, index);
        RefuseMovedRegions(context);
        var authorities = new AuthorityPlanner(context);
        authorities.Plan();
        var records = new RecordPlanner(context);
        records.PlanPublishing();
        new CertificatePlanner(context, records).Plan();
        var deployments = new DeploymentPlanner(context);
        deployments.PlanDeploying();
        deployments.PlanUndeploying();
        new RemovalPlanner(context).Plan();
        records.PlanRetracting();
        PlanGuard.Check(context, overrides ?? new Dictionary<GuardedVerb, int>());

        int DepthOf(ResourceId id) => desired.TryFind<CertificateAuthority>(id, out var authority) ? authorities.Depth(authority) : 0;
        var ordered = new PlanOrder(DepthOf, new(desired, actual, now)).Sort(context.Changes);
        var (changes, postponed) = tries == Tries.Due ? PostponedChanges.Split(ordered, actual, swept ?? PlanScope.None, now) : ([.. ordered], []);
        ImmutableArray<WaitingEntry> waiting = [.. context.Waiting.OrderBy(entry => entry.Id, StringComparer.Ordinal)];
        return new()
        {
            Head = new(desired.Revision, desired.Resources.Length, actual.Lineage, actual.Serial, now),
            Changes = changes,
            Postponed = postponed,
            Waiting = waiting,
            Later = [.. context.Later.OrderBy(entry => entry.At).ThenBy(entry => entry.Id, StringComparer.Ordinal)],
            Notices = [.. context.Notices.OrderBy(notice => notice.Level).ThenBy(notice => notice.Id, StringComparer.Ordinal).ThenBy(notice => notice.Sentence, StringComparer.Ordinal)],
            Refusals = [.. context.Refusals.Sorted()],
            Blocked = [.. context.Blocked.OrderBy(notice => notice.Id, StringComparer.Ordinal)],
            Summary = PlanSummary.Of(changes, waiting.Length),
            Digest = PlanDigest.Of(changes),
        };
    }

    /// <summary>The first region gives objects without one their identity; moving it while they exist would make others of them.</summary>
    private static void RefuseMovedRegions(PlanContext context)
    {
        foreach (var account in context.Desired.Accounts)
        {
            if (!context.Actual.FirstRegions.TryGetValue(account.Id.Name, out var applied) || applied == account.Spec.Regions[0]) continue;
            var lives = context.Actual.Certificates.Keys.Concat(context.Actual.Authorities.Keys).Any(id => id.Account == account.Id.Name && id.Region == applied);
            if (!lives) continue;
            context.Refusals.Add(
                PlanCodes.FirstRegionMoved,
                $"the first region of account {account.Id.Name} cannot change from {applied} to {account.Spec.Regions[0]}: objects live there",
                account.Places.Of("regions"),
                help: $"write metadata.region: {applied} on the objects of that region, or keep {applied} first");
        }
    }
}
