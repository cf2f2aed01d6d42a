using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Applying;

/// <summary>Settings of certificates and their retirement: one commit for the batch.</summary>
internal sealed class CertificateSettingsHandler : IActionHandler
{
    public async Task<IReadOnlyList<ActionOutcome>> ExecuteAsync(IReadOnlyList<PlanAction> batch, ApplyRun run, CancellationToken cancellationToken)
    {
        var changes = new List<StateChange>(batch.Count * 2);
        var outcomes = new List<ActionOutcome>(batch.Count);
        foreach (var action in batch)
        {
            var certificate = action is PlanAction.UpdateCertificate update
                ? Updated(run.Desired.Get<Certificate>(update.Certificate), run)
                : Retired(run.Certificates[((PlanAction.RetireCertificate)action).Certificate], changes);
            changes.Add(new StateChange.PutCertificate(certificate));
            run.Certificates[certificate.Id] = certificate;
            outcomes.Add(ActionOutcome.Done(action, certificate.Status.Word()));
        }

        await run.CommitAsync(changes).ConfigureAwait(false);
        return outcomes;
    }

    private static ActualCertificate Updated(Certificate desired, ApplyRun run)
    {
        var have = run.Certificates[desired.Id];
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
            AppliedRevision = run.Revision,
        };
        return certificate with { NextDue = DueTimes.Of(certificate) };
    }

    private static ActualCertificate Retired(ActualCertificate certificate, List<StateChange> changes)
    {
        var open = certificate.Versions.Where(version => version.Status is VersionStatus.Current or VersionStatus.Superseded).ToList();
        changes.AddRange(open.Select(version => new StateChange.SetVersionStatus(certificate.Id, version.Number, VersionStatus.Retired, null)));
        return certificate with
        {
            Status = CertificateStatus.Inactive,
            Versions = [.. certificate.Versions.Select(version => open.Contains(version) ? version with { Status = VersionStatus.Retired } : version)],
            Intent = null,
            Condition = null,
            NextDue = null,
        };
    }
}
