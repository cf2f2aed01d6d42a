using Reconciler.Core.Planning;

namespace Reconciler.Core.Applying;

/// <summary>Which handler does which change; a new change does not compile until it has one.</summary>
internal sealed class HandlerTable(
    AuthorityHandler authorities,
    AuthoritySettingsHandler authoritySettings,
    CrlHandler crls,
    RecordHandler records,
    IssueHandler issuing,
    CertificateSettingsHandler settings,
    RevokeHandler revoking,
    DeployHandler deploying,
    UndeployHandler undeploying) : IPlanActionVisitor<IActionHandler>
{
    public IActionHandler Visit(PlanAction.CreateAuthority action) => authorities;

    public IActionHandler Visit(PlanAction.RenewAuthority action) => authorities;

    public IActionHandler Visit(PlanAction.UpdateAuthority action) => authoritySettings;

    public IActionHandler Visit(PlanAction.RetireAuthority action) => authoritySettings;

    public IActionHandler Visit(PlanAction.UpdateCrl action) => crls;

    public IActionHandler Visit(PlanAction.PublishRecord action) => records;

    public IActionHandler Visit(PlanAction.RetractRecord action) => records;

    public IActionHandler Visit(PlanAction.IssueCertificate action) => issuing;

    public IActionHandler Visit(PlanAction.UpdateCertificate action) => settings;

    public IActionHandler Visit(PlanAction.RevokeCertificate action) => revoking;

    public IActionHandler Visit(PlanAction.RetireCertificate action) => settings;

    public IActionHandler Visit(PlanAction.DeployCertificate action) => deploying;

    public IActionHandler Visit(PlanAction.UndeployCertificate action) => undeploying;
}
