using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Tests.Applying;
using Reconciler.Core.Tests.Planning;
using Reconciler.Testing.Cycle;

namespace Reconciler.Core.Tests.Cycle;

public class ReconcileCycleTests
{
    private readonly CycleBench _bench = new();

    [Fact(DisplayName = "GEN-07 A first apply makes everything in order, and the plan after it is empty")]
    public async Task FirstApply()
    {
        var desired = Worlds.Public().Deployed("db").Shop("www", "www.shop.example shop.example");
        var planned = await _bench.PlanAsync(desired);
        Assert.Equal(
            [
                "create authority/root (create_new)",
                "create authority/corp (create_new)",
                "create authority/web (create_new)",
                "publish record/shop.example (publish_record)",
                "publish record/www.shop.example (publish_record)",
                "issue certificate/db (create_new)",
                "issue certificate/www (create_new)",
                "deploy certificate/db@edge (deploy_new)",
                "deploy certificate/www@edge (deploy_new)",
            ],
            planned.Plan.Told());
        var state = await _bench.ReachAsync(desired);
        Assert.Equal([CertificateStatus.Issued, CertificateStatus.Issued], state.Certificates.Values.Select(certificate => certificate.Status));
        Assert.All(state.Certificates.Values, certificate => Assert.Equal(certificate.Current!.Number, _bench.Target.Placed[("/srv/edge", certificate.Id)]));
        var again = await _bench.PlanAsync(desired);
        Assert.Empty(again.Plan.Told());
        Assert.False(again.HasWork);
    }

    [Fact(DisplayName = "GIT-04 A state that moved between plan and apply is looked at again: the same plan is applied, another comes back")]
    public async Task StateMoved()
    {
        var desired = Worlds.Private().Private("a");
        var approved = await _bench.PlanAsync(desired);
        await _bench.ReachAsync(Worlds.Private());
        var serial = (await _bench.StateAsync()).Serial;
        var changed = await _bench.ApplyAsync(approved);
        Assert.Null(changed.Report);
        Assert.Equal(["issue certificate/a (create_new)"], changed.Changed!.Told());
        Assert.Equal(serial, (await _bench.StateAsync()).Serial);

        var same = await _bench.PlanAsync(desired);
        await _bench.ReachAsync(Worlds.Private().Add(new Account(ResourceId.Global(ResourceKind.Account, "other", "other"), new(new("a.yaml", 1, 1), []), new() { Regions = ["eu"] })));
        var applied = await _bench.ApplyAsync(same);
        Assert.Null(applied.Changed);
        Assert.Equal(["issue certificate/a: Done"], applied.Report!.Outcomes.Told());
    }

    [Fact(DisplayName = "GIT-04 A digest that differs is refused although the same objects change")]
    public async Task OtherPlan()
    {
        await _bench.ReachAsync(Worlds.Private().Private("a"));
        var approved = await _bench.PlanAsync(Worlds.Private().Private("a").Private("b"));
        await _bench.ReachAsync(Worlds.Private().Private("a").Private("b", spec => spec with { Validity = Validity.For(Period.Days(30)) }));
        var changed = (await _bench.ApplyAsync(approved)).Changed!;
        Assert.Equal(["replace certificate/b (replace_because_validity)"], changed.Told());
        Assert.NotEqual(approved.Plan.Digest, changed.Digest);
    }

    [Fact(DisplayName = "GEN-04 Renewal, replacement, retirement and return keep the uuid; each version has a serial of its own")]
    public async Task StableIdentity()
    {
        var desired = Worlds.Private().Deployed("a");
        var first = (await _bench.ReachAsync(desired)).Certificates[Worlds.Id("a")];
        _bench.Time.Set(first.Current!.NotAfter.AddDays(-20));
        Assert.Contains("rekey certificate/a (renew_due)", (await _bench.PlanAsync(desired)).Plan.Told());
        var states = new List<ActualCertificate>
        {
            first,
            (await _bench.ReachAsync(desired)).Certificates[Worlds.Id("a")],
            (await _bench.ReachAsync(Worlds.Private().Deployed("a", spec => spec with { KeyAlgorithm = KeyAlgorithm.EC_secp384r1 }))).Certificates[Worlds.Id("a")],
            (await _bench.ReachAsync(Worlds.Private())).Certificates[Worlds.Id("a")],
            (await _bench.ReachAsync(desired)).Certificates[Worlds.Id("a")],
        };
        Assert.Single(states.Select(state => state.Uuid).Distinct());
        Assert.Equal(4, first.Uuid.Version);
        Assert.Equal([CertificateStatus.Issued, CertificateStatus.Issued, CertificateStatus.Issued, CertificateStatus.Inactive, CertificateStatus.Issued], states.Select(state => state.Status));
        Assert.Null(states[3].Current);
        Assert.Equal([1, 2, 3, 4], states[4].Versions.Select(version => version.Number).Order());
        Assert.Equal(4, states[4].Versions.Select(version => version.Serial.Hex).Distinct().Count());
        Assert.Equal(4, states[4].Versions.Select(version => version.KeyHash).Distinct().Count());
    }

    [Fact(DisplayName = "GIT-03 Offline nothing is asked, and what is stored stands for it")]
    public async Task Offline()
    {
        var desired = Worlds.Public().Shop("www", "www.shop.example");
        await _bench.ReachAsync(desired);
        _bench.Dns.Asked.Clear();
        _bench.Target.Placed.Clear();
        var offline = await _bench.PlanAsync(desired.Shop("api", "www.shop.example"), new(Offline: true));
        Assert.Equal(["issue certificate/api (create_new)", "deploy certificate/api@edge (deploy_new)"], offline.Plan.Told());
        Assert.Empty(_bench.Dns.Asked);
        Assert.Contains("deploy certificate/www@edge (deploy_drift)", (await _bench.PlanAsync(desired)).Plan.Told());
        Assert.NotEmpty(_bench.Dns.Asked);
    }

    [Fact(DisplayName = "TGT-03 A touched file is written down and is no change")]
    public async Task Touched()
    {
        var desired = Worlds.Private().Deployed("a");
        await _bench.ReachAsync(desired);
        var id = ActualDeployment.IdOf(Worlds.Id("a"), desired.TargetId("edge"));
        _bench.Target.Touched.Add(id);
        var planned = await _bench.PlanAsync(desired);
        Assert.Empty(planned.Plan.Changes);
        Assert.True(planned.HasWork);
        await _bench.ApplyAsync(planned);
        Assert.Equal(2, (await _bench.StateAsync()).Deployments[id].Content.VersionFolder);
    }
}
