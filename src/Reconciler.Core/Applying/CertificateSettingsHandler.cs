using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Applying;

/// <summary>Settings of certificates and their retirement: one commit for the batch. What a cut-off run began and nobody wants any more is closed.</summary>
internal sealed class CertificateSettingsHandler(CrlHandler crls) : BatchHandler
{
    protected override async Task<IReadOnlyList<ActionOutcome>> DoAsync(IReadOnlyList<PlanAction> batch, ApplyRun run, CancellationToken cancellationToken)
    {
        var changes = new List<StateChange>(batch.Count * 2);
        var outcomes = new List<ActionOutcome>(batch.Count);
        var behind = new HashSet<ResourceId>();
        foreach (var action in batch)
        {
            var certificate = action is PlanAction.UpdateCertificate update
                ? Updated(run.Desired.Get<Certificate>(update.Certificate), run, changes, behind)
                : Retired(run.Certificates[((PlanAction.RetireCertificate)action).Certificate], run, changes, behind);
            changes.Add(new StateChange.PutCertificate(certificate));
            run.Certificates[certificate.Id] = certificate;
            outcomes.Add(ActionOutcome.Done(action, certificate.Status.Word()));
        }

        changes.AddRange(behind.Select(id => UnknownOutcome.MarkCrlBehind(id, run)));
        run.Reach("settings.begun");
        await run.CommitAsync(changes).ConfigureAwait(false);
        run.Reach("settings.stored");
        var unpublished = await crls.SignAsync(behind, run, cancellationToken).ConfigureAwait(false);
        return unpublished is null ? outcomes : [.. outcomes.Select(outcome => outcome with { Detail = $"{outcome.Detail}; {unpublished}" })];
    }

    private static ActualCertificate Updated(Certificate desired, ApplyRun run, List<StateChange> changes, HashSet<ResourceId> behind)
    {
        var have = run.Certificates[desired.Id];
        CloseIntent(have, RevocationReason.Superseded, run, changes, behind);
        var certificate = have with
        {
            Applied = have.Applied with
            {
                Rotation = desired.Spec.Rotation,
                RenewBefore = desired.Spec.RenewBefore,
                Exportable = desired.Spec.Exportable,
                OnRemove = desired.Spec.OnRemove,
                Targets = desired.Spec.Targets,
            },
            Tags = desired.Tags,
            Protect = desired.Protect,
            Intent = null,
            AppliedRevision = run.Revision,
        };
        return certificate with { NextDue = DueTimes.Of(certificate) };
    }

    private static void CloseIntent(
        ActualCertificate certificate, RevocationReason reason, ApplyRun run, List<StateChange> changes, HashSet<ResourceId> behind)
    {
        if (certificate.Intent is not { } intent) return;
        changes.AddRange(UnknownOutcome.Close(certificate.Id, intent, reason, run));
        if (intent.Issuer is { } issuer) behind.Add(issuer);
    }

    private static ActualCertificate Retired(ActualCertificate certificate, ApplyRun run, List<StateChange> changes, HashSet<ResourceId> behind)
    {
        CloseIntent(certificate, RevocationReason.CessationOfOperation, run, changes, behind);
        var open = certificate.Versions.Where(version => version.Status is VersionStatus.Current or VersionStatus.Superseded).ToList();
        changes.AddRange(open.Select(version => new StateChange.SetVersionStatus(certificate.Id, version.Number, VersionStatus.Retired, null)));
        return certificate with
        {
            Status = certificate.Status == CertificateStatus.Revoked ? CertificateStatus.Revoked : CertificateStatus.Inactive,
            Versions = [.. certificate.Versions.Select(version => open.Contains(version) ? version with { Status = VersionStatus.Retired } : version)],
            Intent = null,
            Condition = null,
            NextDue = null,
        };
    }
}
