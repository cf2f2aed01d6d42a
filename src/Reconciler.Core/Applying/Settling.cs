using Reconciler.Core.Actual;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Applying;

/// <summary>
/// What a run writes down beyond its changes: certificates that wait or wait no more, what is to be tried again, versions that nothing serves any more, superseded keys whose time is
/// over, refreshed stat values of untouched files, first regions. It writes only what differs, so that a run without changes leaves the state as it is.
/// </summary>
internal sealed class Settling(IEntropy entropy, IReportSink sink)
{
    /// <summary>Superseded keys that one run destroys.</summary>
    private const int KeysAtOnce = 10_000;

    /// <param name="isWhole">The plan holds all that is wanted of the objects of its scope: what it does not hold of them is over.</param>
    public async Task SettleAsync(ApplyRun run, Evidence evidence, IReadOnlyList<ActionOutcome> outcomes, bool isWhole, WorldLook look)
    {
        List<StateChange> changes = [];
        foreach (var entry in run.Plan.Waiting) Wait(entry, run, changes);
        foreach (var certificate in WaitingNoMore(run.Plan, run.Subjects, run.Certificates).ToList()) Release(certificate, run, changes);
        Succeed(run, evidence, changes);
        foreach (var observation in evidence.Deployments.Values)
        {
            if (observation.Refreshed is not { } content || run.LeftAsItWas(observation.DeploymentId) is not { } deployment) continue;
            changes.Add(new StateChange.PutDeployment(deployment with { Content = content }));
        }

        foreach (var (account, spec) in run.Desired.AccountSpecs)
        {
            if (!run.FirstRegions.TryGetValue(account, out var known) || known != spec.Regions[0]) changes.Add(new StateChange.PutFirstRegion(account, spec.Regions[0]));
        }

        Sight(run, evidence, isWhole && look.Compared.IsAll, changes);
        changes.AddRange(run.Retries.Changes(run.Plan, outcomes, run.Subjects.Tries, (key, tries) => isWhole && look.WouldShow(key, tries, run.Now), run.Now));
        if (changes.Count > 0)
        {
            run.Reach("settle.begun");
            await run.CommitAsync(changes).ConfigureAwait(false);
            run.Reach("settle.stored");
        }

        await DestroyKeysAsync(run).ConfigureAwait(false);
    }

    private void Sight(ApplyRun run, Evidence evidence, bool isWhole, List<StateChange> changes)
    {
        foreach (var change in SightingNews.Of(run.Desired, run.Found, evidence, run.Plan, run.Subjects))
        {
            changes.Add(change);
            if (change is StateChange.ValidationLost lost)
                sink.Note($"the validation record of {lost.Sighting.Domain} is missing: {lost.Sighting.Detail}; renewal of {lost.Renewals[0].Certificate.Short}{More(lost.Renewals.Length)} will fail at {Instants.Format(lost.Renewals.Min(renewal => renewal.Due))}");
            else if (change is StateChange.ValidationFound found)
                sink.Note($"the validation record of {found.Sighting.Domain} stands again");
        }

        if (isWhole) changes.AddRange(SightingNews.Over(run.Desired, run.Found, run.Subjects));
    }

    private static string More(int count) => count == 1 ? "" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $" and {count - 1} more");

    /// <summary>A version of it may still be served though a newer one exists.</summary>
    public static bool IsSuperseding(ActualCertificate certificate) => certificate.Versions.Any(version => version.Status == VersionStatus.Superseded);

    /// <summary>
    /// Nothing is placed in this run, and still the newest version is in place: the target that held it up is named no more, or its server was seen at last.
    /// </summary>
    private static void Succeed(ApplyRun run, Evidence evidence, List<StateChange> changes)
    {
        var placed = run.Plan.Changes.Concat(run.Plan.Postponed).OfType<PlanAction.DeployCertificate>().Select(change => change.Certificate).ToHashSet();
        foreach (var id in run.Subjects.Known.Select(certificate => certificate.Id).ToList())
        {
            if (placed.Contains(id) || !IsSuperseding(run.Certificates[id])) continue;
            var certificate = run.Certificates[id];
            if (IsSeen(certificate, run.Desired, evidence)) Succession.Follow(certificate.Id, run, changes);
        }
    }

    private static bool IsSeen(ActualCertificate certificate, DesiredState desired, Evidence evidence)
    {
        if (certificate.Current is not { } current || !desired.TryFind<Certificate>(certificate.Id, out var declared)) return false;
        return declared.Spec.Targets.All(id => Questions.ServedQuestionFor(desired.Get<Target>(id), current.Names) is null
            || evidence.Served.GetValueOrDefault(ActualDeployment.IdOf(certificate.Id, id))?.Fingerprint == current.Fingerprint);
    }

    /// <summary>
    /// Housekeeping that no plan shows. Not cancellable, but bounded: what a run leaves, the next one takes up. The entry of the audit log and the destruction
    /// are one commit, so that neither is without the other.
    /// </summary>
    private static async Task DestroyKeysAsync(ApplyRun run)
    {
        var keys = await run.Writer.ReadSupersededKeysAsync(run.Now, KeysAtOnce, CancellationToken.None).ConfigureAwait(false);
        await run.CommitAsync(
        [
            .. keys.Select(key => run.Audit(
                AuditActions.DestroyKey, key.Id.Text, $"version {key.KeyVersion} of its key, which a newer one has replaced; kept until {Instants.Format(key.DestroyAfter)}")),
            .. keys.Select(key => new StateChange.DestroyKey(key.Id, key.KeyVersion)),
        ]).ConfigureAwait(false);
    }

    /// <summary>Certificates with a condition whose issuing the plan neither does nor waits for any more: their manifest went back to what is issued.</summary>
    /// <param name="certificates">As they are now.</param>
    public static IEnumerable<ActualCertificate> WaitingNoMore(Plan plan, PlanSubjects subjects, IReadOnlyDictionary<ResourceId, ActualCertificate> certificates)
    {
        var held = subjects.Known.Select(certificate => certificates[certificate.Id]).Where(certificate => certificate.Condition is not null).ToList();
        if (held.Count == 0) return [];
        var busy = plan.Waiting.Select(entry => entry.Id).Concat(plan.Changes.Concat(plan.Postponed).OfType<PlanAction.IssueCertificate>().Select(change => change.Id)).ToHashSet(StringComparer.Ordinal);
        return held.Where(certificate => !busy.Contains(certificate.Id.Text));
    }

    private static void Release(ActualCertificate certificate, ApplyRun run, List<StateChange> changes)
    {
        var released = certificate with { Condition = null };
        released = released with { NextDue = DueTimes.Of(released) };
        changes.Add(new StateChange.PutCertificate(released));
        run.Certificates[certificate.Id] = released;
    }

    private void Wait(WaitingEntry entry, ApplyRun run, List<StateChange> changes)
    {
        if (ResourceId.TryParse(entry.Id) is not { } id || !run.Desired.TryFind<Certificate>(id, out var desired)) return;
        var have = run.Certificates.GetValueOrDefault(id);
        var key = PlanAction.KeyOf(entry.Id, entry.Verb);
        var isHeld = run.Retries.IsHeld(key, entry.After, run.Now);
        if (isHeld && have?.Condition is { } condition && condition.Code == entry.Code && condition.Message == entry.Sentence) return;
        var row = (have ?? IssuePreparation.NewRow(desired, run, entropy)) with { AppliedRevision = run.Revision };
        if (row.Status == CertificateStatus.Inactive) row = row with { Status = CertificateStatus.PendingValidation, Applied = desired.Spec };
        var tries = run.Retries.Missed(key, entry.After, entry.Sentence, needsPerson: entry.Code == WaitCodes.ValidationTimedOut, run.Now, knownNext: entry.Code == WaitCodes.IssuanceBudget ? entry.NextTry : null);
        var held = Hold.On(row, entry.Verb, entry.Code, entry.Sentence, tries, run);
        changes.Add(new StateChange.PutCertificate(held));
        run.Certificates[id] = held;
    }
}
