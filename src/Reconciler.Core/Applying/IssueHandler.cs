using System.Collections.Immutable;
using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Applying;

/// <summary>
/// Gives certificates a new version, in Boulder's order: proof and CAA are judged, then the intents of a whole batch (key, serial, linted bytes,
/// audit) become durable in one commit, then all are signed, then all outcomes become durable in a second commit. Nothing leaves before that.
/// While one batch is committed the keys of the next are made.
/// </summary>
internal sealed class IssueHandler(ControlProver prover, IssuePreparation preparation, CrlHandler crls) : ActionHandler<PlanAction.IssueCertificate>
{
    /// <summary>Large enough that the two commits of a batch cost little, small enough that there is a next one to work on meanwhile.</summary>
    private const int BatchSize = 250;

    /// <summary>RSA keys take a tenth of a second each: smaller batches keep what a crash can waste small.</summary>
    private const int RsaBatchSize = 32;

    protected override async Task<IReadOnlyList<ActionOutcome>> ExecuteAsync(
        IReadOnlyList<PlanAction.IssueCertificate> batch, ApplyRun run, CancellationToken cancellationToken)
    {
        var outcomes = new Dictionary<string, ActionOutcome>(batch.Count, StringComparer.Ordinal);
        var proofs = await prover.ProveAsync(batch, run, cancellationToken).ConfigureAwait(false);
        await HoldAsync(proofs.Held, "CAA_ERROR", run).ConfigureAwait(false);
        foreach (var held in proofs.Held) outcomes[held.Action.Key] = held;

        var rest = batch.Where(action => !outcomes.ContainsKey(action.Key)).ToList();
        await IssueAsync(Chunks(rest, run), outcomes, run, cancellationToken).ConfigureAwait(false);
        return [.. batch.Where(action => outcomes.ContainsKey(action.Key)).Select(action => outcomes[action.Key])];
    }

    private static IEnumerable<List<PlanAction.IssueCertificate>> Chunks(IReadOnlyList<PlanAction.IssueCertificate> actions, ApplyRun run)
    {
        List<PlanAction.IssueCertificate> chunk = [];
        var rsa = 0;
        foreach (var action in actions)
        {
            chunk.Add(action);
            if (run.Desired.Get<Certificate>(action.Certificate).Spec.KeyAlgorithm.IsRsa()) rsa++;
            if (rsa < RsaBatchSize && chunk.Count < BatchSize) continue;
            yield return chunk;
            (chunk, rsa) = ([], 0);
        }

        if (chunk.Count > 0) yield return chunk;
    }

    /// <summary>Cancelled, it finishes the batch in hand; what was prepared of the next is dropped, which leaves no trace.</summary>
    private async Task IssueAsync(
        IEnumerable<List<PlanAction.IssueCertificate>> chunks, Dictionary<string, ActionOutcome> outcomes, ApplyRun run, CancellationToken cancellationToken)
    {
        using var rest = chunks.GetEnumerator();
        var behind = new HashSet<ResourceId>();
        var next = await BeginAsync().ConfigureAwait(false);
        try
        {
            while (next is not null)
            {
                var prepared = await next.Prepared.ConfigureAwait(false);
                next = cancellationToken.IsCancellationRequested ? null : await BeginAsync().ConfigureAwait(false);
                foreach (var outcome in await IssueAsync(prepared, behind, run).ConfigureAwait(false)) outcomes[outcome.Action.Key] = outcome;
                if (cancellationToken.IsCancellationRequested) break;
            }
        }
        finally
        {
            // Its failure, if any, is not what ended the run.
            if (next is not null) await ((Task)next.Prepared).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // Cancelled, the mark on the authorities leaves it to the next run.
        if (cancellationToken.IsCancellationRequested || await crls.SignAsync(behind, run, cancellationToken).ConfigureAwait(false) is not { } unpublished) return;
        foreach (var (key, outcome) in outcomes.Where(item => item.Value.Kind == OutcomeKind.Done).ToList()) outcomes[key] = outcome with { Detail = $"{outcome.Detail}; {unpublished}" };

        async Task<BatchUnderWay?> BeginAsync() => rest.MoveNext() ? await preparation.BeginAsync(rest.Current, run, cancellationToken).ConfigureAwait(false) : null;
    }

    /// <param name="prepared">The batch.</param>
    /// <param name="behind">Takes up authorities whose CRL must list what the batch closes as unknown.</param>
    /// <param name="run">The run.</param>
    private async Task<List<ActionOutcome>> IssueAsync(PreparedBatch prepared, HashSet<ResourceId> behind, ApplyRun run)
    {
        var outcomes = new List<ActionOutcome>(prepared.Items.Count);
        foreach (var (action, failure) in prepared.Refused) outcomes.Add(ActionOutcome.Stalled(action, failure));
        await HoldAsync(outcomes, "LINT_ERROR", run).ConfigureAwait(false);
        if (prepared.Items.Count == 0) return outcomes;
        var closed = prepared.Items.Select(item => item.Closed?.Issuer).OfType<ResourceId>().Distinct().ToList();
        behind.UnionWith(closed);
        var verbs = prepared.Items.Select(item => item.Action.Verb.Word()).Distinct().ToList();
        Reach(verbs, "begun", run);
        await run.CommitAsync([.. prepared.Items.SelectMany(item => item.Intent), .. closed.Select(id => UnknownOutcome.MarkCrlBehind(id, run))]).ConfigureAwait(false);
        Reach(verbs, "intent-stored", run);

        var signed = preparation.Sign(prepared.Items);
        Reach(verbs, "signed", run);
        var changes = new List<StateChange>(signed.Count * 2);
        foreach (var issue in signed)
        {
            var certificate = Issued(issue, run, changes);
            run.Certificates[certificate.Id] = certificate;
            outcomes.Add(ActionOutcome.Done(issue.Item.Action, $"serial {issue.Version.Serial}, until {Domain.Instants.Format(issue.Version.NotAfter)}"));
        }

        // Not cancellable: what is signed must be known.
        await run.CommitAsync(changes).ConfigureAwait(false);
        Reach(verbs, "outcome-stored", run);
        return outcomes;
    }

    private static void Reach(List<string> verbs, string step, ApplyRun run)
    {
        foreach (var verb in verbs) run.Reach($"{verb}.{step}");
    }

    private static ActualCertificate Issued(SignedIssue issue, ApplyRun run, List<StateChange> changes)
    {
        var desired = run.Desired.Get<Certificate>(issue.Item.Action.Certificate);
        var before = issue.Item.Certificate;
        var isServed = run.Deployments.Count > 0 && desired.Spec.Targets.Any(target => run.Deployments.ContainsKey(ActualDeployment.IdOf(desired.Id, target)));
        var versions = before.Versions.Select(version => version.Status != VersionStatus.Current ? version
            : version with { Status = isServed ? VersionStatus.Superseded : VersionStatus.Retired });
        var certificate = before with
        {
            Status = CertificateStatus.Issued,
            Applied = desired.Spec,
            Tags = desired.Tags,
            Protect = desired.Protect,
            Trust = run.Desired.TrustOf(desired.Spec),
            Versions = [issue.Version, .. versions],
            Intent = null,
            Condition = null,
            AppliedRevision = run.Revision,
        };
        certificate = certificate with { NextDue = DueTimes.Of(certificate) };
        changes.Add(new StateChange.PutVersion(certificate.Id, issue.Version, issue.Item.KeyVersion, issue.Der));
        if (!isServed && before.Current is { } old) changes.Add(new StateChange.SetVersionStatus(certificate.Id, old.Number, VersionStatus.Retired, null));
        if (desired.Spec.Targets.IsEmpty && !isServed && !before.Versions.IsEmpty) changes.Add(new StateChange.SupersedeKeys(certificate.Id, run.Now + Succession.KeyKept));
        changes.Add(new StateChange.PutCertificate(certificate));
        return certificate;
    }

    /// <summary>Writes down why certificates were not issued; one that has a version keeps serving, one that never had any is now known.</summary>
    private async Task HoldAsync(IReadOnlyCollection<ActionOutcome> held, string failureCode, ApplyRun run)
    {
        var changes = ImmutableArray.CreateBuilder<StateChange>(held.Count);
        foreach (var outcome in held)
        {
            var action = (PlanAction.IssueCertificate)outcome.Action;
            var certificate = preparation.RowOf(run.Desired.Get<Certificate>(action.Certificate), run);
            var code = outcome.Kind == OutcomeKind.Waiting ? WaitCodes.PendingValidation : failureCode;
            certificate = Hold.On(certificate, action.Verb, code, outcome.Detail.Replace($"{code}: ", "", StringComparison.Ordinal), RetryOf(outcome, run), run);
            changes.Add(new StateChange.PutCertificate(certificate));
            run.Certificates[certificate.Id] = certificate;
        }

        if (changes.Count == 0) return;
        run.Reach("held.begun");
        await run.CommitAsync(changes).ConfigureAwait(false);
        run.Reach("held.stored");
    }

    private static RetryState RetryOf(ActionOutcome outcome, ApplyRun run) =>
        run.Retries.Missed(outcome.Action.Key, outcome.Action.Facts.After, outcome.Detail, outcome.Kind == OutcomeKind.Stalled, run.Now);
}
