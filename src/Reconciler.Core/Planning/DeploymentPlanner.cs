using System.Collections.Immutable;
using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning.Checks;

namespace Reconciler.Core.Planning;

/// <summary>Certificates on targets: place, place again, take off.</summary>
internal sealed class DeploymentPlanner(PlanContext context)
{
    private readonly Dictionary<ResourceId, string> _chains = [];

    public void PlanDeploying()
    {
        foreach (var certificate in context.Subjects.Declared)
        {
            if (certificate.Spec.Revoked is not null) continue;
            var actual = context.Actual.Certificates.GetValueOrDefault(certificate.Id);
            var issue = context.IssueKey(certificate.Id);
            if (issue is null && actual?.Current is null) continue;
            foreach (var target in certificate.Spec.Targets) PlanOne(certificate, context.Desired.Get<Target>(target), actual?.Current, issue);
        }
    }

    /// <summary>What is placed and no longer wanted there: the manifest of the certificate is gone, or it names the target no more.</summary>
    public void PlanUndeploying()
    {
        foreach (var deployment in context.Subjects.Deployments)
        {
            var isDeclared = context.Desired.TryFind<Certificate>(deployment.Certificate, out var certificate);
            if (isDeclared && certificate!.Spec.Targets.Contains(deployment.Target)) continue;
            if (!isDeclared && context.Actual.Certificates.GetValueOrDefault(deployment.Certificate) is { Protect: true }) continue;
            context.Add(new PlanAction.UndeployCertificate(
                new ActionFacts
                {
                    Id = deployment.Id,
                    Verb = PlanVerb.Undeploy,
                    Reason = ReasonCode.UndeployNotInConfig,
                    Sentence = isDeclared ? $"the certificate names {deployment.Target.Short} no more" : "the manifest of the certificate is gone",
                    Origin = isDeclared ? certificate!.Places.Of("targets") : null,
                    Group = deployment.Certificate.Text,
                    Before = SpecText.Of(deployment.Applied),
                },
                deployment.Certificate));
        }
    }

    /// <summary>Fingerprints of the authorities' certificates behind a leaf, its issuer first, without the root.</summary>
    internal static string ChainOf(ActualState actual, ResourceId authority)
    {
        List<string> fingerprints = [];
        for (var id = authority; actual.Authorities.TryGetValue(id, out var issuer) && issuer.Current is { Parent: { } parent } current; id = parent)
            fingerprints.Add(current.Fingerprint);
        return string.Join(',', fingerprints);
    }

    private void PlanOne(Certificate certificate, Target target, CertificateVersion? current, string? issue)
    {
        var id = ActualDeployment.IdOf(certificate.Id, target.Id);
        var authority = issue is null ? current!.Authority : certificate.Spec.Authority;
        var renewals = RenewalsAbove(authority);
        var input = new DeployInput(
            target,
            context.Actual.Deployments.GetValueOrDefault(id),
            current,
            ChainText(authority),
            issue is not null,
            !renewals.IsEmpty,
            context.Evidence.Deployments.GetValueOrDefault(id),
            context.Evidence.Served.GetValueOrDefault(id));
        if (input.Served is { Failure: { } unseen })
            context.Warn(id, $"what {target.Id.Short} serves could not be seen at {target.Spec.Probe!.Connect}: {unseen}", target.Places.Of("probe"));
        if (DeployChecks.First(input) is not { } finding) return;
        ImmutableArray<string> requires = issue is null ? renewals : renewals.Add(issue);
        context.Add(new PlanAction.DeployCertificate(
            new ActionFacts
            {
                Id = id,
                Verb = PlanVerb.Deploy,
                Reason = finding.Reason,
                Sentence = finding.Sentence,
                Origin = certificate.Places.Of("targets"),
                Group = certificate.Id.Text,
                Before = input.Deployed is { } deployed ? SpecText.Of(deployed.Applied) : PlanAttributes.None,
                After = SpecText.Of(target.Spec),
                Requires = [.. requires.Order(StringComparer.Ordinal)],
            },
            certificate.Id,
            target.Id));
    }

    private string ChainText(ResourceId authority)
    {
        if (!_chains.TryGetValue(authority, out var chain)) _chains.Add(authority, chain = ChainOf(context.Actual, authority));
        return chain;
    }

    /// <summary>Renewals in this plan of authorities whose certificates stand in the chain; a root does not.</summary>
    private ImmutableArray<string> RenewalsAbove(ResourceId authority)
    {
        ImmutableArray<string> held = [];
        for (var id = authority; context.Desired.TryFind<CertificateAuthority>(id, out var issuer) && issuer.Spec.Parent is { } parent; id = parent)
            held = held.AddRange(context.Held((id.Text, PlanVerb.Renew)));
        return held;
    }
}
