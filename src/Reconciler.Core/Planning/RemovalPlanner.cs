using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Planning;

/// <summary>
/// Certificates whose manifest is gone: bindings end first, then they are retired or revoked as was last applied (row REV-02). Acts only on what
/// the state says we made.
/// </summary>
internal sealed class RemovalPlanner(PlanContext context)
{
    public void Plan()
    {
        var undeploys = context.Changes.OfType<PlanAction.UndeployCertificate>().ToLookup(change => change.Certificate, change => change.Key);
        foreach (var actual in context.Subjects.Known.Where(known => !context.Desired.TryFind<Certificate>(known.Id, out _)).OrderBy(known => known.Id))
        {
            if (actual.Status is CertificateStatus.Inactive or CertificateStatus.Revoked && actual.Intent is null) continue;
            if (actual.Protect)
            {
                context.Blocked.Add(new(
                    NoticeLevel.Danger,
                    actual.Id.Text,
                    $"the manifest of {actual.Id.Short} is gone and the object is protected; it is kept. Declare it with protect: false, apply, then remove it",
                    null));
                continue;
            }

            Remove(actual, undeploys[actual.Id].Order(StringComparer.Ordinal));
        }
    }

    private void Remove(ActualCertificate actual, IEnumerable<string> requires)
    {
        var open = CertificatePlanner.RevocableVersions(actual, context.Now);
        if (actual.Applied.OnRemove == RemovalPolicy.Revoke && !open.IsEmpty)
        {
            context.Add(CertificatePlanner.Revocation(
                actual.Id,
                open,
                RevocationReason.CessationOfOperation,
                ReasonCode.RevokeNotInConfig,
                "its manifest is gone and onRemove was revoke",
                null,
                [.. requires]));
            return;
        }

        context.Add(new PlanAction.RetireCertificate(
            new ActionFacts
            {
                Id = actual.Id.Text,
                Verb = PlanVerb.Retire,
                Reason = ReasonCode.RetireNotInConfig,
                Sentence = "its manifest is gone; it is not revoked and stays valid until its end",
                Group = actual.Id.Text,
                Before = actual.Current is { } current
                    ? new PlanAttributes.Builder().Add("notAfter", Instants.Format(current.NotAfter)).Add("serial", current.Serial.Hex).Build()
                    : PlanAttributes.None,
                Requires = [.. requires],
            },
            actual.Id));
    }
}
