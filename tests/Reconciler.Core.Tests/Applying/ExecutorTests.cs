using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Testing.Cycle;
using Reconciler.Testing.Desired;

namespace Reconciler.Core.Tests.Applying;

public class ExecutorTests
{
    private readonly CycleBench _bench = new();

    [Fact(DisplayName = "TGT-01 One failing object does not stop others; the next run does what is left")]
    public async Task OthersGoOn()
    {
        var desired = Worlds.Private().Deployed("a").Deployed("b").Deployed("c");
        await _bench.ReachAsync(Worlds.Private());
        _bench.Target.Stuck.Add(Worlds.Id("b"));
        var outcomes = await _bench.ApplyAsync(desired);
        Assert.Equal(["deploy certificate/a@edge: Done", "deploy certificate/b@edge: Failed", "deploy certificate/c@edge: Done"], outcomes.Told().Where(line => line.StartsWith("deploy", StringComparison.Ordinal)));
        _bench.Target.Stuck.Clear();
        Assert.Equal(["deploy certificate/b@edge: Done"], (await _bench.ApplyAsync(desired)).Told());
    }

    [Fact(DisplayName = "REV-02 A failed undeploy holds the retirement and the retraction of its certificate, and of no other")]
    public async Task FailedUndeployHolds()
    {
        await _bench.ReachAsync(Worlds.Public().Shop("a", "a.shop.example").Shop("b", "b.shop.example"));
        _bench.Target.Stuck.Add(Worlds.Id("a"));
        var outcomes = await _bench.ApplyAsync(Worlds.Public());
        Assert.Equal(
            [
                "retire certificate/a: Skipped", "retire certificate/b: Done", "retract record/a.shop.example: Skipped", "retract record/b.shop.example: Done",
                "undeploy certificate/a@edge: Failed", "undeploy certificate/b@edge: Done",
            ],
            outcomes.Told().Order());
        Assert.Equal("waits for default/local/certificate/a@edge#undeploy", outcomes.DetailOf("retire certificate/a"));
        var state = await _bench.StateAsync();
        Assert.Equal((CertificateStatus.Issued, CertificateStatus.Inactive), (state.Certificates[Worlds.Id("a")].Status, state.Certificates[Worlds.Id("b")].Status));
        Assert.Equal("a.shop.example", Assert.Single(state.Records.Values).Domain);
        _bench.Target.Stuck.Clear();
        await _bench.ReachAsync(Worlds.Public());
        Assert.Empty((await _bench.StateAsync()).Records);
        Assert.Empty(_bench.Target.Placed);
    }

    [Fact(DisplayName = "REV-02 A failed undeploy holds a revocation too")]
    public async Task FailedUndeployHoldsRevocation()
    {
        await _bench.ReachAsync(Worlds.Private().Deployed("a", spec => spec with { OnRemove = RemovalPolicy.Revoke }));
        _bench.Target.Stuck.Add(Worlds.Id("a"));
        Assert.Equal(["undeploy certificate/a@edge: Failed", "revoke certificate/a: Skipped"], (await _bench.ApplyAsync(Worlds.Private())).Told());
        Assert.DoesNotContain(_bench.Store.Changes, change => change is StateChange.SetVersionStatus);
    }

    [Fact(DisplayName = "What requires a change that failed is skipped, all the way down")]
    public async Task Skipped()
    {
        _bench.Files.Failure = "the disk is full";
        var outcomes = await _bench.ApplyAsync(Worlds.Private().Deployed("a"));
        Assert.Equal(["create authority/root: Failed", "create authority/corp: Skipped", "issue certificate/a: Skipped", "deploy certificate/a@edge: Skipped"], outcomes.Told());
        Assert.Equal("the authority is there, its files are not: the disk is full", outcomes[0].Detail);
        Assert.Equal(outcomes, _bench.Sink.Outcomes);
        _bench.Files.Failure = null;
        Assert.Equal(
            ["create authority/corp: Done", "update authority/root/crl: Done", "issue certificate/a: Done", "deploy certificate/a@edge: Done"],
            (await _bench.ApplyAsync(Worlds.Private().Deployed("a"))).Told());
    }

    [Fact(DisplayName = "DNS-08 A zone that cannot be written fails its records and holds what needs them")]
    public async Task ZoneFails()
    {
        await _bench.ReachAsync(Worlds.Public());
        _bench.Zones.Failure = "read-only";
        Assert.Equal(
            ["publish record/www.shop.example: Failed", "issue certificate/www: Skipped", "issue certificate/a: Done", "deploy certificate/www@edge: Skipped"],
            (await _bench.ApplyAsync(Worlds.Public().Shop("www", "www.shop.example").Private("a"))).Told());
    }

    [Fact(DisplayName = "TGT-02 The version before stays superseded until every target has the new one, then it is retired")]
    public async Task OldVersionStays()
    {
        static DesiredBuilder World(KeyAlgorithm algorithm)
        {
            var builder = Worlds.Private().Files("far", "/srv/far");
            return builder.Private("a", spec => spec with { KeyAlgorithm = algorithm, Targets = [builder.TargetId("edge"), builder.TargetId("far")] });
        }

        await _bench.ReachAsync(World(KeyAlgorithm.EC_prime256v1));
        _bench.Target.Broken.Add("/srv/far");
        await _bench.ApplyAsync(World(KeyAlgorithm.EC_secp384r1));
        var between = await _bench.CertificateAsync("a");
        Assert.Equal([(2, VersionStatus.Current), (1, VersionStatus.Superseded)], between.Versions.Select(version => (version.Number, version.Status)));
        Assert.Equal(1, _bench.Target.Placed[("/srv/far", Worlds.Id("a"))]);
        _bench.Target.Broken.Clear();
        await _bench.ReachAsync(World(KeyAlgorithm.EC_secp384r1));
        Assert.Equal([(2, VersionStatus.Current), (1, VersionStatus.Retired)], (await _bench.CertificateAsync("a")).Versions.Select(version => (version.Number, version.Status)));
    }

    [Fact(DisplayName = "TGT-01 Stopped while a target takes its time, a run finishes that target and begins no other; the next run does what is left")]
    public async Task StoppedBetweenTargets()
    {
        static DesiredBuilder World()
        {
            var builder = Worlds.Private().Files("far", "/srv/far");
            return builder.Private("a", spec => spec with { Targets = [builder.TargetId("edge"), builder.TargetId("far")] });
        }

        using var stop = new CancellationTokenSource();
        _bench.Store.CutOffAfter = changes =>
        {
            if (changes.Any(change => change is StateChange.PutDeployment)) stop.Cancel();
            return false;
        };
        await _bench.ApplyAsync(World(), stop.Token);
        Assert.Equal("deploy a 1 in /srv/edge", Assert.Single(_bench.Journal.Lines, line => line.StartsWith("deploy ", StringComparison.Ordinal)));
        Assert.Single((await _bench.StateAsync()).Deployments);
        await _bench.ReachAsync(World());
        Assert.Equal(2, _bench.Target.Placed.Count);
    }

    [Fact(DisplayName = "TGT-01 A target that moves serves at its new place before its old one is cleared")]
    public async Task TargetMoves()
    {
        await _bench.ReachAsync(Worlds.Private().Deployed("a"));
        _bench.Journal.Clear();
        await _bench.ReachAsync(new DesiredBuilder().Root("root").Subordinate("corp", "root").Files("edge", "/srv/other").Deployed("a"));
        Assert.True(_bench.Journal.At("deploy a 1 in /srv/other") < _bench.Journal.At("undeploy a from /srv/edge"));
        Assert.Equal([("/srv/other", Worlds.Id("a"))], _bench.Target.Placed.Keys);
    }

    [Fact(DisplayName = "PCA-04 Revoking is durable before the CRL, which lists every serial and whose number grows")]
    public async Task Revoke()
    {
        var state = await _bench.ReachAsync(Worlds.Private().Private("a").Private("b"));
        var before = state.Authorities[Worlds.Authority("corp")].Crl!.Number;
        _bench.Journal.Clear();
        static CertificateSpec Revoked(CertificateSpec spec) => spec with { Revoked = RevocationReason.KeyCompromise };
        var outcomes = await _bench.ApplyAsync(Worlds.Private().Private("a", Revoked).Private("b", Revoked));
        Assert.Equal(["CRL of corp published", "CRL of corp published"], outcomes.Select(outcome => outcome.Detail));
        Assert.True(_bench.Journal.At("commit SetVersionStatus Audit PutCertificate") < _bench.Journal.At("sign crl"));
        Assert.Single(_bench.Journal.Lines, line => line.StartsWith("sign crl", StringComparison.Ordinal));
        var crl = _bench.Files.Crl(Worlds.Authority("corp"));
        var after = (await _bench.StateAsync()).Authorities[Worlds.Authority("corp")].Crl!.Number;
        Assert.True(after > before);
        Assert.Equal(
            [$"crl {after}", .. state.Certificates.Values.Select(certificate => $"{certificate.Current!.Serial} keyCompromise").Order()],
            crl);
        Assert.Equal(CertificateStatus.Revoked, (await _bench.CertificateAsync("a")).Status);

        var again = (await _bench.ReachAsync(Worlds.Private().Private("a").Private("b", Revoked))).Certificates[Worlds.Id("a")];
        Assert.Equal(state.Certificates[Worlds.Id("a")].Uuid, again.Uuid);
        Assert.Equal([VersionStatus.Current, VersionStatus.Revoked], again.Versions.Select(version => version.Status));
    }

    [Fact(DisplayName = "REV-01 A run cut off between revocation and CRL is finished by the next")]
    public async Task CutOffBeforeCrl()
    {
        static CertificateSpec Revoked(CertificateSpec spec) => spec with { Revoked = RevocationReason.Superseded };
        var serial = (await _bench.ReachAsync(Worlds.Private().Private("a"))).Certificates[Worlds.Id("a")].Current!.Serial;
        _bench.Time.Advance(TimeSpan.FromMinutes(1));
        _bench.Store.CutOffAfter = changes => changes.Any(change => change is StateChange.SetVersionStatus);
        await Assert.ThrowsAsync<CutOffException>(() => _bench.ApplyAsync(Worlds.Private().Private("a", Revoked)));
        _bench.Time.Advance(TimeSpan.FromMinutes(1));
        await _bench.ReachAsync(Worlds.Private().Private("a", Revoked));
        Assert.Contains($"{serial} superseded", _bench.Files.Crl(Worlds.Authority("corp")));
        Assert.Empty((await _bench.PlanAsync(Worlds.Private().Private("a", Revoked))).Plan.Changes);
    }

    [Fact(DisplayName = "PCA-04 CRL numbers never go back, even when the clock does")]
    public async Task ClockGoesBack()
    {
        var desired = new DesiredBuilder().Root("root");
        var first = (await _bench.ReachAsync(desired)).Authorities[Worlds.Authority("root")].Crl!.Number;
        _bench.Time.Advance(TimeSpan.FromDays(-3));
        _bench.Files.Files.Clear();
        Assert.Equal(first + 1, (await _bench.ReachAsync(desired)).Authorities[Worlds.Authority("root")].Crl!.Number);
    }

    [Fact(DisplayName = "PCA-08 A renewed authority keeps key and subject; what it issued only gets the new chain")]
    public async Task AuthorityRenews()
    {
        var desired = new DesiredBuilder().Root("root").Subordinate("corp", "root", spec => spec with { Validity = Validity.For(Period.Days(365)) }).Files("edge", "/srv/edge")
            .Deployed("a", spec => spec with { Validity = Validity.For(Period.Days(180)) });
        var before = await _bench.ReachAsync(desired);
        _bench.Time.Advance(TimeSpan.FromDays(183));
        var outcomes = await _bench.ApplyAsync(desired);
        Assert.Contains("renew authority/corp: Done", outcomes.Told());
        Assert.Contains("deploy certificate/a@edge: Done", outcomes.Told());
        var (old, renewed) = (before.Authorities[Worlds.Authority("corp")].Current!, (await _bench.StateAsync()).Authorities[Worlds.Authority("corp")].Current!);
        Assert.Equal((old.KeyHash, old.KeyVersion, 2), (renewed.KeyHash, renewed.KeyVersion, renewed.Number));
        Assert.NotEqual(old.Serial, renewed.Serial);
        Assert.Equal(renewed.Fingerprint, Assert.Single((await _bench.StateAsync()).Deployments.Values).Chain);
        Assert.Empty((await _bench.PlanAsync(desired)).Plan.Changes);
    }

    [Fact(DisplayName = "GEN-07 A certificate that waits, and whose manifest goes back to what is issued, waits no more")]
    public async Task WaitsNoMore()
    {
        static DesiredBuilder World(string domains) => Worlds.ByHand().Shop("www", domains);
        var record = Assert.Single(World("www.shop.example").BuildWithRecords().Records);
        _bench.Dns.Aliases[record.Owner] = record.Target;
        await _bench.ReachAsync(World("www.shop.example"));
        await _bench.ApplyAsync(World("www.shop.example b.shop.example"));
        var waiting = await _bench.CertificateAsync("www");
        Assert.Equal((CertificateStatus.Issued, "PENDING_VALIDATION"), (waiting.Status, waiting.Condition!.Code));
        Assert.True((await _bench.PlanAsync(World("www.shop.example"))).HasWork);
        await _bench.ApplyAsync(World("www.shop.example"));
        var released = await _bench.CertificateAsync("www");
        Assert.Null(released.Condition);
        Assert.True(released.NextDue > _bench.Time.GetUtcNow().AddDays(300));
        Assert.False((await _bench.PlanAsync(World("www.shop.example"))).HasWork);
    }

    [Fact(DisplayName = "DNS-08 A record that moves to another provider stands there before it leaves the old one")]
    public async Task RecordMoves()
    {
        static DesiredBuilder World(bool own)
        {
            var builder = Worlds.Private().Subordinate("web", "root", DesiredBuilder.Public);
            _ = own ? builder.Embedded("zones", "shop.example") : builder.ZoneFile("zones", "shop.zone", "shop.example");
            return builder.Validation("dns", with: spec => spec with { Provider = builder.ProviderId("zones") }).Shop("www", "www.shop.example");
        }

        await _bench.ReachAsync(World(own: true));
        var owner = Assert.Single((await _bench.StateAsync()).Records.Values).Owner;
        Assert.Contains(await _bench.Store.ReadZoneRecordsAsync(CancellationToken.None), record => record.Owner == owner);
        await _bench.ReachAsync(World(own: false));
        Assert.IsType<DnsProviderSpec.ZoneFile>(Assert.Single((await _bench.StateAsync()).Records.Values).Applied);
        Assert.DoesNotContain(await _bench.Store.ReadZoneRecordsAsync(CancellationToken.None), record => record.Owner == owner);
    }
}
