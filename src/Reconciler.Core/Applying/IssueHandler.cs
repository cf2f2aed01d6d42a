using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Applying;

/// <summary>
/// Gives certificates a new version, in Boulder's order: proof and CAA are judged, then the intents of a whole batch (key, serial, linted bytes,
/// audit) become durable in one commit, then all are signed, then all outcomes become durable in a second commit. Nothing leaves before that.
/// While one part is committed the part before it is signed and the keys of the next ones are made.
/// </summary>
internal sealed class IssueHandler(ControlProver prover, IssuePreparation preparation, CrlHandler crls) : IActionHandler
{
    /// <summary>Certificates of two commits. Large enough that these cost little, small enough that there is a next one to work on meanwhile.</summary>
    private const int PartSize = 500;

    /// <summary>Certificates of the first two commits, and of the last.</summary>
    private const int EdgePartSize = 100;

    /// <summary>RSA keys take a tenth of a second each: smaller parts keep what a crash can waste small.</summary>
    private const int RsaPartSize = 32;

    /// <summary>So many that the makers of keys never wait for a commit; what they made for nothing when a run is cut off is time alone.</summary>
    private const int PartsAhead = 2;

    /// <summary>Their proofs are asked for together; they are issued in parts.</summary>
    public int BatchSize => 10_000;

    public async IAsyncEnumerable<ActionOutcome> ExecuteAsync(IReadOnlyList<PlanAction> batch, ApplyRun run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<PlanAction.IssueCertificate> actions = [.. batch.Cast<PlanAction.IssueCertificate>()];
        var proofs = await prover.ProveAsync(actions, run, CancellationToken.None).ConfigureAwait(false);
        await HoldAsync(proofs.Held, "CAA_ERROR", run).ConfigureAwait(false);
        foreach (var held in proofs.Held) yield return held;

        var isHeld = proofs.Held.Select(held => held.Action.Key).ToHashSet(StringComparer.Ordinal);
        await foreach (var outcome in IssueAsync(Parts(actions.FindAll(action => !isHeld.Contains(action.Key)), run), run, cancellationToken).ConfigureAwait(false)) yield return outcome;
    }

    /// <summary>The first parts and the last ones are smaller: while the first is prepared nothing is committed, while the last is committed nothing is prepared.</summary>
    private static IEnumerable<List<PlanAction.IssueCertificate>> Parts(List<PlanAction.IssueCertificate> actions, ApplyRun run)
    {
        List<PlanAction.IssueCertificate> part = [];
        var (rsa, size) = (0, EdgePartSize);
        for (var i = 0; i < actions.Count; i++)
        {
            part.Add(actions[i]);
            if (run.Desired.Get<Certificate>(actions[i].Certificate).Spec.KeyAlgorithm.IsRsa()) rsa++;
            if (rsa < RsaPartSize && part.Count < size) continue;
            yield return part;
            (part, rsa) = ([], 0);
            size = Math.Min(Math.Min(2 * size, PartSize), Math.Max(EdgePartSize, (actions.Count - i - 1) / 2));
        }

        if (part.Count > 0) yield return part;
    }

    /// <summary>Cancelled, it finishes the parts that are begun; what was prepared of the next ones is dropped, which leaves no trace.</summary>
    private async IAsyncEnumerable<ActionOutcome> IssueAsync(
        IEnumerable<List<PlanAction.IssueCertificate>> parts, ApplyRun run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var rest = parts.GetEnumerator();
        var ahead = new Queue<BatchUnderWay>(PartsAhead);
        PartUnderWay? begun = null;
        try
        {
            await FillAsync().ConfigureAwait(false);
            while (ahead.Count > 0 && !cancellationToken.IsCancellationRequested)
            {
                var prepared = await ahead.Peek().Prepared.ConfigureAwait(false);
                ahead.Dequeue();
                await FillAsync().ConfigureAwait(false);

                // While this part is signed, the outcomes of the one before are committed.
                (var before, begun) = (begun, await BeginAsync(prepared, run).ConfigureAwait(false));
                if (before is null) continue;
                foreach (var outcome in await EndAsync(before, run, cancellationToken).ConfigureAwait(false)) yield return outcome;
            }

            if (begun is null) yield break;
            foreach (var outcome in await EndAsync(begun, run, cancellationToken).ConfigureAwait(false)) yield return outcome;
        }
        finally
        {
            // Their failures, if any, are not what ended the run.
            foreach (var dropped in ahead) await ((Task)dropped.Prepared).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (begun?.Signed is { } signing) await ((Task)signing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task FillAsync()
        {
            while (ahead.Count < PartsAhead && !cancellationToken.IsCancellationRequested && rest.MoveNext())
                ahead.Enqueue(await preparation.BeginAsync(rest.Current, run, CancellationToken.None).ConfigureAwait(false));
        }
    }

    /// <summary>Makes the intents durable; only then signing begins.</summary>
    private async Task<PartUnderWay> BeginAsync(PreparedBatch prepared, ApplyRun run)
    {
        List<ActionOutcome> refused = [.. prepared.Refused.Select(item => ActionOutcome.Stalled(item.Action, item.Failure))];
        await HoldAsync(refused, "LINT_ERROR", run).ConfigureAwait(false);
        if (prepared.Items.Count == 0) return new(null, refused, [], []);
        var closed = prepared.Items.Select(item => item.Closed?.Issuer).OfType<ResourceId>().Distinct().ToList();
        var verbs = prepared.Items.Select(item => item.Action.Verb.Word()).Distinct().ToList();
        Reach(verbs, "begun", run);
        await run.CommitAsync([.. prepared.Items.SelectMany(item => item.Intent), .. closed.Select(id => UnknownOutcome.MarkCrlBehind(id, run))]).ConfigureAwait(false);
        Reach(verbs, "intent-stored", run);
        return new(preparation.SignAsync(prepared.Items), refused, closed, verbs);
    }

    private async Task<List<ActionOutcome>> EndAsync(PartUnderWay part, ApplyRun run, CancellationToken cancellationToken)
    {
        var outcomes = part.Outcomes;
        if (part.Signed is null) return outcomes;
        var signed = await part.Signed.ConfigureAwait(false);
        Reach(part.Verbs, "signed", run);
        var changes = new List<StateChange>(signed.Count * 2);
        foreach (var issue in signed)
        {
            var certificate = Issued(issue, run, changes);
            run.Certificates[certificate.Id] = certificate;
            outcomes.Add(ActionOutcome.Done(issue.Item.Action, $"serial {issue.Version.Serial}, until {Domain.Instants.Format(issue.Version.NotAfter)}"));
        }

        // Not cancellable: what is signed must be known.
        await run.CommitAsync(changes).ConfigureAwait(false);
        Reach(part.Verbs, "outcome-stored", run);

        // What was closed as unknown goes on a CRL. Cancelled, the mark on the authorities leaves it to the next run.
        if (part.Closed.Count == 0 || cancellationToken.IsCancellationRequested || await crls.SignAsync(part.Closed, run, CancellationToken.None).ConfigureAwait(false) is not { } unpublished) return outcomes;
        return [.. outcomes.Select(outcome => outcome.Kind == OutcomeKind.Done ? outcome with { Detail = $"{outcome.Detail}; {unpublished}" } : outcome)];
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
