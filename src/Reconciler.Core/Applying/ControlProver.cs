using System.Collections.Concurrent;
using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Planning;
using Reconciler.Core.Validation;

namespace Reconciler.Core.Applying;

/// <summary>Those of a batch that may not be issued now, with the reason.</summary>
internal sealed record ProofBatch(IReadOnlyList<ActionOutcome> Held);

/// <summary>
/// Proves control of every domain of certificates of public trust, and asks for CAA, right before they are issued (rows DNS-01, DNS-06, CAA-01):
/// writes a fresh TXT value behind each CNAME, looks through the resolvers, and judges with the planner's own judges.
/// </summary>
internal sealed class ControlProver(IDnsObserver observer, ProofWriter writer, TimeProvider time)
{
    /// <summary>Questions under way at once.</summary>
    private const int Parallelism = 32;

    /// <summary>Waits before further looks at a record that this run has just written through a provider, whose server may need a moment to load it.</summary>
    private static readonly TimeSpan[] Grace = [TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)];

    public async Task<ProofBatch> ProveAsync(IReadOnlyList<PlanAction.IssueCertificate> batch, ApplyRun run, CancellationToken cancellationToken)
    {
        var certificates = batch.Select(action => run.Desired.Get<Certificate>(action.Certificate)).Where(certificate => run.Desired.TrustOf(certificate.Spec) == Trust.Public).ToList();
        if (certificates.Count == 0) return new([]);
        var byDomain = run.Desired.Records.ToDictionary(record => (record.Account, record.Domain));
        var records = certificates
            .SelectMany(certificate => certificate.Spec.ValidatedDomains.Select(domain => byDomain[(certificate.Id.Account, domain)]))
            .DistinctBy(record => record.Id)
            .ToList();
        var values = await writer.WriteAsync(records, run, cancellationToken).ConfigureAwait(false);
        var verdicts = new ConcurrentDictionary<string, ProofVerdict>(StringComparer.Ordinal);
        var climbs = new ConcurrentDictionary<string, CaaObservation>(StringComparer.Ordinal);
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(records, options, async (record, token) =>
        {
            verdicts[record.Id] = await LookAsync(record, values[record.Id], run, token).ConfigureAwait(false);
            var method = run.Desired.Get<ValidationMethod>(record.Method);
            climbs[record.Domain] = await observer.ObserveCaaAsync(Questions.CaaQuestionFor(run.Desired, method, record.Domain), token).ConfigureAwait(false);
        }).ConfigureAwait(false);

        await KeepEvidenceAsync(records, values, verdicts, run).ConfigureAwait(false);
        return new([.. batch.Select(action => Judge(action, byDomain, verdicts, climbs, run)).OfType<ActionOutcome>()]);
    }

    private async Task<ProofVerdict> LookAsync(WantedRecord record, ProofValue value, ApplyRun run, CancellationToken cancellationToken)
    {
        if (value.Failure is not null) return ProofVerdict.Failed(value.Failure);
        var method = run.Desired.Get<ValidationMethod>(record.Method);
        var question = Questions.RecordQuestionFor(run.Desired, method, record, withText: value.Text is not null);
        var mayBeLate = run.JustPublished.Contains(record.Id) || value.ByProvider;
        for (var look = 0; ; look++)
        {
            var observation = await observer.ObserveRecordAsync(question, cancellationToken).ConfigureAwait(false);
            var verdict = ProofJudge.Judge(observation, record.Target, value.Text, method.Spec.Agree);
            if (verdict.IsProven || !mayBeLate || look == Grace.Length) return verdict;
            await Task.Delay(Grace[look], time, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task KeepEvidenceAsync(
        List<WantedRecord> records, IReadOnlyDictionary<string, ProofValue> values, ConcurrentDictionary<string, ProofVerdict> verdicts, ApplyRun run)
    {
        var proven = records.Where(record => verdicts[record.Id].IsProven);
        await run.CommitAsync([.. proven.Select(record => new StateChange.PutEvidence(new(
            record.Account, record.Domain, record.Zone, run.Now, values[record.Id].Text ?? record.Target, values[record.Id].Text is null ? "delegation-observed" : "dns-txt")))]).ConfigureAwait(false);
    }

    /// <summary>All failing names of a certificate are told together (row CAA-02). Null: it may be issued.</summary>
    private static ActionOutcome? Judge(
        PlanAction.IssueCertificate action,
        Dictionary<(string Account, string Domain), WantedRecord> byDomain,
        ConcurrentDictionary<string, ProofVerdict> verdicts,
        ConcurrentDictionary<string, CaaObservation> climbs,
        ApplyRun run)
    {
        var certificate = run.Desired.Get<Certificate>(action.Certificate);
        if (run.Desired.TrustOf(certificate.Spec) != Trust.Public) return null;
        var missing = certificate.Spec.ValidatedDomains
            .Select(domain => verdicts[byDomain[(certificate.Id.Account, domain)].Id])
            .Where(verdict => !verdict.IsProven)
            .Select(verdict => verdict.Sentence)
            .ToList();
        if (missing.Count > 0) return ActionOutcome.Waiting(action, string.Join("; ", missing));
        var identities = run.Desired.Get<CertificateAuthority>(certificate.Spec.Authority).Spec.CaaIdentities;
        var refused = certificate.Spec.Domains
            .Select(name => CaaJudge.Judge(climbs[name.Domain], name, identities))
            .Where(verdict => !verdict.IsAllowed)
            .ToList();
        if (refused.Count == 0) return null;
        var sentence = "CAA_ERROR: " + string.Join("; ", refused.Select(verdict => verdict.Sentence).Distinct(StringComparer.Ordinal));
        return refused.Any(verdict => verdict.IsRefused) ? ActionOutcome.Stalled(action, sentence) : ActionOutcome.Failed(action, sentence);
    }
}
