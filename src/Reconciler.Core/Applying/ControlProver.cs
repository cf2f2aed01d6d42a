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
    /// <summary>Code of a condition: CAA does not let the authority issue, or could not be asked.</summary>
    public const string CaaError = "CAA_ERROR";

    /// <summary>Questions under way at once.</summary>
    private const int Parallelism = 32;

    /// <summary>Waits before further looks at a record that this run has just written through a provider, whose server may need a moment to load it.</summary>
    private static readonly TimeSpan[] Grace = [TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)];

    public async Task<ProofBatch> ProveAsync(IReadOnlyList<PlanAction.IssueCertificate> batch, ApplyRun run, CancellationToken cancellationToken)
    {
        var certificates = batch.Select(action => run.Desired.Get<Certificate>(action.Certificate)).Where(certificate => run.Desired.TrustOf(certificate.Spec) == Trust.Public).ToList();
        if (certificates.Count == 0) return new([]);
        var records = certificates.SelectMany(run.Desired.RecordsOf).DistinctBy(record => record.Id).ToList();
        var values = await writer.WriteAsync(records, run, cancellationToken).ConfigureAwait(false);
        var verdicts = new ConcurrentDictionary<string, ProofVerdict>(StringComparer.Ordinal);
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(records, options, async (record, token) =>
        {
            verdicts[record.Id] = await LookAsync(record, values[record.Id], run, token).ConfigureAwait(false);
            if (run.Caa.ContainsKey((record.Domain, record.Method))) return;
            var method = run.Desired.Get<ValidationMethod>(record.Method);
            run.Caa[(record.Domain, record.Method)] = await observer.ObserveCaaAsync(Questions.CaaQuestionFor(run.Desired, method, record.Domain), token).ConfigureAwait(false);
        }).ConfigureAwait(false);

        await KeepEvidenceAsync(records, verdicts, run).ConfigureAwait(false);
        return new([.. batch.Select(action => Judge(action, verdicts, run)).OfType<ActionOutcome>()]);
    }

    private async Task<ProofVerdict> LookAsync(WantedRecord record, ProofValue value, ApplyRun run, CancellationToken cancellationToken)
    {
        if (value.Failure is not null) return new ProofVerdict.Failed(value.Failure);
        var method = run.Desired.Get<ValidationMethod>(record.Method);
        var question = Questions.RecordQuestionFor(run.Desired, method, record, withText: value.Text is not null);
        var mayBeLate = run.JustPublished.Contains(record.Id) || value.ByProvider;
        for (var look = 0; ; look++)
        {
            var observation = await observer.ObserveRecordAsync(question, cancellationToken).ConfigureAwait(false);
            var verdict = ProofJudge.Judge(observation, record.Target, value.Text, method.Spec.Agree);
            if (verdict is ProofVerdict.Proven || !mayBeLate || look == Grace.Length) return verdict;
            await Task.Delay(Grace[look], time, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task KeepEvidenceAsync(
        List<WantedRecord> records, ConcurrentDictionary<string, ProofVerdict> verdicts, ApplyRun run)
    {
        var evidence = new List<StateChange>(records.Count);
        foreach (var record in records)
        {
            if (verdicts[record.Id] is not ProofVerdict.Proven proven) continue;
            evidence.Add(new StateChange.PutEvidence(new(record.Account, record.Domain, record.Zone, run.Now, proven.Value, proven.Kind)));
            if (SightingNews.Proved(record, run.Desired, run.Found, run.Now) is { } sighting) evidence.Add(sighting);
        }

        await run.CommitAsync(evidence).ConfigureAwait(false);
        run.Reach("proof.evidence-stored");
    }

    /// <summary>All failing names of a certificate are told together (row CAA-02). Null: it may be issued.</summary>
    private static ActionOutcome? Judge(
        PlanAction.IssueCertificate action,
        ConcurrentDictionary<string, ProofVerdict> verdicts,
        ApplyRun run)
    {
        var certificate = run.Desired.Get<Certificate>(action.Certificate);
        if (run.Desired.TrustOf(certificate.Spec) != Trust.Public) return null;
        var missing = run.Desired.RecordsOf(certificate)
            .Select(record => (record.Domain, Why: WhyNotProven(verdicts[record.Id])))
            .Where(item => item.Why is not null)
            .Select(item => $"{item.Domain}: {item.Why}")
            .ToList();
        if (missing.Count > 0) return ActionOutcome.Waiting(action, string.Join("; ", missing));
        var identities = run.Desired.Get<CertificateAuthority>(certificate.Spec.Authority).Spec.CaaIdentities;
        var verdictsOfCaa = certificate.Spec.Domains.Select(name => CaaJudge.Judge(run.Caa[(name.Domain, certificate.Spec.Validation!)], name, identities)).ToList();
        var refused = verdictsOfCaa.OfType<CaaVerdict.Refused>().Select(verdict => verdict.Sentence).Distinct(StringComparer.Ordinal).ToList();
        if (refused.Count > 0) return ActionOutcome.Stalled(action, $"{CaaError}: {string.Join("; ", refused)}");
        var unknown = verdictsOfCaa.OfType<CaaVerdict.Unknown>().Select(verdict => verdict.Sentence).Distinct(StringComparer.Ordinal).ToList();
        return unknown.Count > 0 ? ActionOutcome.Failed(action, $"{CaaError}: {string.Join("; ", unknown)}") : null;
    }

    private static string? WhyNotProven(ProofVerdict verdict) => verdict switch
    {
        ProofVerdict.Proven => null,
        ProofVerdict.Missing missing => missing.Sentence,
        ProofVerdict.Failed failed => failed.Sentence,
        _ => throw new InvalidOperationException("a verdict that is not known"),
    };
}
