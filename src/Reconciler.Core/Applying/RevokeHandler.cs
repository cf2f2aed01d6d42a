using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Applying;

/// <summary>Revokes certificates for good (row REV-01): the revocations of the whole batch are durable first, then each authority concerned signs one CRL.</summary>
internal sealed class RevokeHandler(CrlHandler crls) : ActionHandler<PlanAction.RevokeCertificate>
{
    protected override async Task<IReadOnlyList<ActionOutcome>> DoAsync(
        IReadOnlyList<PlanAction.RevokeCertificate> batch, ApplyRun run, CancellationToken cancellationToken)
    {
        var at = run.NowInSeconds;
        var changes = new List<StateChange>(batch.Count * 3);
        var authorities = new Dictionary<string, List<ResourceId>>(StringComparer.Ordinal);
        foreach (var action in batch)
        {
            var certificate = run.Certificates[action.Certificate];
            var open = CertificatePlanner.RevocableVersions(certificate, at);
            var revocation = new Revocation(at, action.Reason);
            changes.AddRange(open.Select(version => new StateChange.SetVersionStatus(certificate.Id, version.Number, VersionStatus.Revoked, revocation)));
            var serials = string.Join(' ', open.Select(version => version.Serial.Hex));
            changes.Add(run.Audit(AuditActions.Revoke, certificate.Id.Text, $"{action.Reason.Word()}: {serials}", serials));
            List<ResourceId> issuers = [.. open.Select(version => version.Authority)];
            if (certificate.Intent is { } intent)
            {
                changes.AddRange(UnknownOutcome.Close(certificate.Id, intent, action.Reason, run));
                if (intent.Issuer is { } issuer) issuers.Add(issuer);
            }

            certificate = certificate with
            {
                Status = CertificateStatus.Revoked,
                Applied = run.Desired.TryFind<Certificate>(action.Certificate, out var desired) ? desired.Spec : certificate.Applied,
                Versions = [.. certificate.Versions.Select(version => open.Contains(version) ? version with { Status = VersionStatus.Revoked, Revocation = revocation } : version)],
                Intent = null,
                Condition = null,
                NextDue = null,
                AppliedRevision = run.Revision,
            };
            changes.Add(new StateChange.PutCertificate(certificate));
            run.Certificates[certificate.Id] = certificate;
            authorities.Add(action.Key, [.. issuers.Distinct()]);
        }

        foreach (var id in authorities.Values.SelectMany(ids => ids).Distinct()) changes.Add(UnknownOutcome.MarkCrlBehind(id, run));
        run.Reach("revoke.begun");
        await run.CommitAsync(changes).ConfigureAwait(false);
        run.Reach("revoke.stored");
        var failures = new Dictionary<ResourceId, string?>();
        foreach (var id in authorities.Values.SelectMany(ids => ids).Distinct().Order())
            failures.Add(id, await crls.SignAsync(id, run, cancellationToken).ConfigureAwait(false));
        return [.. batch.Select(action => authorities[action.Key].Select(id => failures[id]).FirstOrDefault(failure => failure is not null) is { } failure
            ? ActionOutcome.Failed(action, $"revoked in the state; {failure}")
            : ActionOutcome.Done(action, $"CRL of {string.Join(", ", authorities[action.Key].Select(id => id.Name))} published"))];
    }
}
