using System.Collections.Immutable;
using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;
using Reconciler.Core.Tests.Applying;
using Reconciler.Testing;
using Reconciler.Testing.Cycle;
using Reconciler.Testing.Desired;

namespace Reconciler.Core.Tests.Planning;

public class DeployChecksTests
{
    private static readonly string Deployment = ActualDeployment.IdOf(Worlds.Id("a"), Core.Domain.ResourceId.Target("default", "local", "edge"));

    [Fact(DisplayName = "TGT-01 What is not on a target yet is deployed, after the issuing that it needs")]
    public void NotThere()
    {
        var fresh = PlanBench.Plan(Worlds.Private(), Worlds.Private().Deployed("a"));
        Assert.Equal(["issue certificate/a (create_new)", "deploy certificate/a@edge (deploy_new)"], fresh.Told());
        Assert.Equal(["certificate/a#issue"], Plans.Requires(fresh.Changes[1]));
        Assert.Equal("it is not on this target yet", fresh.Changes[1].Facts.Sentence);
        var added = PlanBench.Plan(Worlds.Private().Private("a"), Worlds.Private().Deployed("a"));
        Assert.Equal(["deploy certificate/a@edge (deploy_new)"], added.Told());
        Assert.Empty(added.Changes[0].Facts.Requires);
        Assert.Empty(added.Changes[0].Facts.Before.Items);
    }

    [Fact(DisplayName = "TGT-02 A new version is deployed where the old one lies")]
    public void NewVersion()
    {
        var replaced = PlanBench.Plan(Worlds.Private().Deployed("a"), Worlds.Private().Deployed("a", spec => spec with { Validity = Core.Domain.Validity.For(Core.Domain.Period.Days(90)) }));
        var deploy = replaced.Change("deploy certificate/a@edge");
        Assert.Equal((ReasonCode.DeployNew, "a new version follows from this plan"), (deploy.Facts.Reason, deploy.Facts.Sentence));
        Assert.Equal(["certificate/a#replace"], Plans.Requires(deploy));
        var left = PlanBench.Plan(Worlds.Private().Deployed("a"), with: state => state.ChangeVersion(Worlds.Id("a"), version => version with { Number = 2 }));
        Assert.Equal("version 2 is not on this target yet", Assert.Single(left.Changes).Facts.Sentence);
    }

    [Fact(DisplayName = "PCA-08 An authority's new certificate goes to the targets of what it issued; a root's does not")]
    public void ChainChanged()
    {
        var desired = Worlds.Private().Deployed("a");
        var changed = PlanBench.Plan(desired, with: state => state.ChangeAuthority(Worlds.Authority("corp"), authority => authority with { Versions = [authority.Current! with { Number = 2, Fingerprint = "ff" }, authority.Current] }));
        var deploy = Assert.Single(changed.Changes);
        Assert.Equal((ReasonCode.DeployChainChanged, "an authority of its chain has a new certificate"), (deploy.Facts.Reason, deploy.Facts.Sentence));
        Assert.Empty(PlanBench.Plan(desired, with: state => state.ChangeAuthority(Worlds.Authority("root"), authority => authority with { Versions = [authority.Current! with { Number = 2, Fingerprint = "ff" }, authority.Current] })).Changes);
    }

    [Fact(DisplayName = "TGT-01 Settings of a target that change are placed again; what it accepts is no part of what was placed")]
    public void TargetChanged()
    {
        var desired = Worlds.Private().Deployed("a");
        static DesiredBuilder Moved(Func<TargetSpec.Files, TargetSpec.Files> with) => new DesiredBuilder().Root("root").Subordinate("corp", "root").Files("edge", "/srv/edge", with).Deployed("a");
        var deploy = Assert.Single(PlanBench.Plan(desired, Moved(spec => spec with { Layout = FilesLayout.Bundle })).Changes);
        Assert.Equal((ReasonCode.UpdateSettings, "the target's settings change"), (deploy.Facts.Reason, deploy.Facts.Sentence));
        Assert.Equal(("split", "bundle"), (deploy.Facts.Before.Find("files.layout")!.Text, deploy.Facts.After.Find("files.layout")!.Text));
        Assert.Empty(PlanBench.Plan(desired, Moved(spec => spec with { Accepts = AcceptedKinds.Private })).Changes);
    }

    [Theory(DisplayName = "TGT-03 What differs from what was placed is repaired; what was merely touched is not")]
    [InlineData(DriftKind.None, null)]
    [InlineData(DriftKind.Touched, null)]
    [InlineData(DriftKind.Changed, "cert.pem: another content")]
    [InlineData(DriftKind.Missing, "cert.pem: another content")]
    [InlineData(DriftKind.Unreadable, "cert.pem: another content")]
    public void Drift(DriftKind drift, string? sentence)
    {
        var evidence = new Evidence { Deployments = new Dictionary<string, DeploymentObservation> { [Deployment] = new(Deployment, drift, "cert.pem: another content", null) } };
        var changes = PlanBench.Plan(Worlds.Private().Deployed("a"), evidence: evidence).Changes;
        Assert.Equal(sentence is null ? [] : [(ReasonCode.DeployDrift, sentence)], changes.Select(change => (change.Facts.Reason, change.Facts.Sentence)));
    }

    [Fact(DisplayName = "TGT-03 What a server presents is compared: another certificate is drift, the right one nothing, and a server that is not reached a warning")]
    public void Served()
    {
        var desired = Probed();
        var current = AppliedState.Of(desired.Build(), ManualTime.Start).Certificates[Worlds.Id("a")].Current!;
        Plan Seen(ServedCertificate served) =>
            PlanBench.Plan(desired, evidence: new() { Served = new Dictionary<string, ServedCertificate> { [Deployment] = served } });

        Assert.Empty(Seen(new(current.Fingerprint, current.Serial.Hex, null)).Changes);
        var change = Assert.Single(Seen(new("ff", "0a", null)).Changes);
        Assert.Equal((ReasonCode.DeployDrift, $"127.0.0.1:8443 serves serial 0a instead of {current.Serial}"), (change.Facts.Reason, change.Facts.Sentence));
        var unreached = Seen(ServedCertificate.Unseen("connection refused"));
        Assert.Empty(unreached.Changes);
        Assert.Equal("what target/edge serves could not be seen at 127.0.0.1:8443: connection refused", Assert.Single(unreached.Notices).Sentence);
    }

    [Fact(DisplayName = "TGT-03 A server is asked about what was placed on a target with a probe, and about nothing else")]
    public void ServedQuestions()
    {
        ImmutableArray<(string, ServedQuestion)> Asked(DesiredBuilder desired, ActualState actual) => Questions.For(desired.BuildWithRecords(), actual, PlanScope.All, ManualTime.Start).Served;
        Assert.Empty(Asked(Probed(), ActualState.Empty));
        Assert.Empty(Asked(Worlds.Private().Deployed("a"), AppliedState.Of(Worlds.Private().Deployed("a").Build(), ManualTime.Start).Build()));
        var asked = Assert.Single(Asked(Probed(), AppliedState.Of(Probed().Build(), ManualTime.Start).Build()));
        Assert.Equal((Deployment, new ServedQuestion("127.0.0.1", 8443, "a.corp.example")), asked);
    }

    [Theory(DisplayName = "TGT-03 A probe asks by its own name the certificates that cover it, without one each by its first name")]
    [InlineData(null, "www.shop.example", "www.shop.example")]
    [InlineData(null, "*.shop.example", "probe.shop.example")]
    [InlineData("api.shop.example", "*.shop.example", "api.shop.example")]
    [InlineData("shop.example", "*.shop.example", null)]
    [InlineData("api.shop.example", "www.shop.example", null)]
    public void NameFor(string? serverName, string name, string? asked) =>
        Assert.Equal(asked, new ProbeSpec { Host = "127.0.0.1", Port = 8443, ServerName = serverName }.NameFor([new DnsName(name)]));

    private static DesiredBuilder Probed() => new DesiredBuilder().Root("root").Subordinate("corp", "root")
        .Files("edge", "/srv/edge", spec => spec with { Probe = new() { Host = "127.0.0.1", Port = 8443 } }).Deployed("a");

    [Fact(DisplayName = "GIT-03 Of several reasons to deploy the first of the chain is told")]
    public void FirstHitWins()
    {
        var evidence = new Evidence { Deployments = new Dictionary<string, DeploymentObservation> { [Deployment] = new(Deployment, DriftKind.Missing, "gone", null) } };
        var bundle = new DesiredBuilder().Root("root").Subordinate("corp", "root").Files("edge", "/srv/edge", spec => spec with { Layout = FilesLayout.Bundle }).Deployed("a");
        Assert.Equal(["deploy certificate/a@edge (update_settings)"], PlanBench.Plan(Worlds.Private().Deployed("a"), bundle, evidence: evidence).Told());
    }

    [Fact(DisplayName = "REV-02 A target that is named no more loses the certificate, and the certificate stays")]
    public void Unnamed()
    {
        var undeploy = Assert.Single(PlanBench.Plan(Worlds.Private().Deployed("a"), Worlds.Private().Private("a")).Changes);
        Assert.Equal(("undeploy certificate/a@edge", ReasonCode.UndeployNotInConfig, "the certificate names target/edge no more"), (Plans.Short(undeploy), undeploy.Facts.Reason, undeploy.Facts.Sentence));
    }

    [Fact(DisplayName = "REV-01 A revoked certificate stays where it is, shown as a danger, and is not repaired")]
    public void RevokedStays()
    {
        var evidence = new Evidence { Deployments = new Dictionary<string, DeploymentObservation> { [Deployment] = new(Deployment, DriftKind.Missing, "gone", null) } };
        var plan = PlanBench.Plan(Worlds.Private().Deployed("a"), Worlds.Private().Deployed("a", spec => spec with { Revoked = Core.Domain.RevocationReason.KeyCompromise }), evidence: evidence);
        Assert.Equal(["revoke certificate/a (revoke_declared)"], plan.Told());
        Assert.Equal("certificate/a is revoked and its files stay where they are; nothing is deployed or renewed", Assert.Single(plan.Notices, notice => notice.Level == NoticeLevel.Danger).Sentence);
    }
}
