using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Planning;

/// <summary>What of one plan is done before what, where nothing requires another order: the most urgent first.</summary>
internal enum Urgency
{
    Revocation,

    /// <summary>Authorities and their CRLs: few, and all certificates stand on them.</summary>
    Foundation,

    /// <summary>A person changed what was there.</summary>
    Changed,

    FirstIssue,

    /// <summary>After what may take the place of it, so that new comes before old.</summary>
    Removal,

    /// <summary>Its renewal is overdue.</summary>
    NearExpiry,

    Renewal,

    /// <summary>The world differs from what was done before.</summary>
    Drift,
}

/// <summary>How urgent a change is by itself.</summary>
internal sealed class UrgencyOf(DesiredState desired, ActualState actual, DateTimeOffset now) : IPlanActionVisitor<Urgency>
{
    public Urgency Visit(PlanAction.RevokeCertificate action) => action.Facts.Reason == ReasonCode.RevokeDeclared ? Urgency.Revocation : Urgency.Removal;

    public Urgency Visit(PlanAction.CreateAuthority action) => Urgency.Foundation;

    public Urgency Visit(PlanAction.RenewAuthority action) => Urgency.Foundation;

    public Urgency Visit(PlanAction.UpdateAuthority action) => Urgency.Foundation;

    public Urgency Visit(PlanAction.UpdateCrl action) => Urgency.Foundation;

    // One that a certificate of this plan requires is as urgent as that one.
    public Urgency Visit(PlanAction.PublishRecord action)
    {
        if (action.Facts.Before.Items.IsEmpty) return Urgency.FirstIssue;
        return action.Facts.After.Except(action.Facts.Before).Items.IsEmpty ? Urgency.Drift : Urgency.Changed;
    }

    public Urgency Visit(PlanAction.IssueCertificate action)
    {
        var reason = action.Facts.Reason;
        if (reason == ReasonCode.CreateNew) return Urgency.FirstIssue;
        if (reason == ReasonCode.RenewNotYetValid) return Urgency.NearExpiry;
        if (reason == ReasonCode.RenewDue) return IsNearExpiry(action.Certificate) ? Urgency.NearExpiry : Urgency.Renewal;
        return Urgency.Changed;
    }

    public Urgency Visit(PlanAction.UpdateCertificate action) => Urgency.Changed;

    // What places a version of this plan is as urgent as its issuing.
    public Urgency Visit(PlanAction.DeployCertificate action)
    {
        if (action.Facts.Reason == ReasonCode.DeployDrift) return Urgency.Drift;
        return action.Facts.Reason == ReasonCode.DeployChainChanged ? Urgency.Renewal : Urgency.Changed;
    }

    public Urgency Visit(PlanAction.UndeployCertificate action) => Urgency.Removal;

    public Urgency Visit(PlanAction.RetireCertificate action) => Urgency.Removal;

    public Urgency Visit(PlanAction.RetractRecord action) => Urgency.Removal;

    public Urgency Visit(PlanAction.RetireAuthority action) => Urgency.Removal;

    private bool IsNearExpiry(ResourceId id) => actual.Certificates.GetValueOrDefault(id)?.Current is { } current
        && RenewalTime.IsOverdue(current.NotBefore, current.NotAfter, desired.Get<Certificate>(id).Spec.RenewBefore.Nominal, now);
}
