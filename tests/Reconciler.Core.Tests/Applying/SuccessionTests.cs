using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Tests.Planning;
using Reconciler.Testing.Cycle;
using Reconciler.Testing.Desired;

namespace Reconciler.Core.Tests.Applying;

public class SuccessionTests
{
    private readonly CycleBench _bench = new();

    [Fact(DisplayName = "TGT-02 A version whose successor is held up by one target alone is retired when the manifest names that target no more")]
    public async Task Failing_target_is_removed()
    {
        await _bench.ReachAsync(World(KeyAlgorithm.EC_prime256v1, "edge", "far"));
        _bench.Target.Broken.Add("/srv/far");
        await _bench.ApplyAsync(World(KeyAlgorithm.EC_secp384r1, "edge", "far"));
        _bench.Target.Broken.Clear();

        await _bench.ReachAsync(World(KeyAlgorithm.EC_secp384r1, "edge"));

        Assert.Equal([(2, VersionStatus.Current), (1, VersionStatus.Retired)], (await _bench.CertificateAsync("a")).Versions.Select(version => (version.Number, version.Status)));
        Assert.Equal(_bench.Time.GetUtcNow().AddDays(7), (await _bench.StateAsync()).NextKeyDestruction);
    }

    [Fact(DisplayName = "TGT-02 A version that a target still has, because taking it off failed, stays superseded")]
    public async Task Target_still_has_it()
    {
        await _bench.ReachAsync(World(KeyAlgorithm.EC_prime256v1, "edge", "far"));
        _bench.Target.Broken.Add("/srv/far");
        await _bench.ApplyAsync(World(KeyAlgorithm.EC_secp384r1, "edge", "far"));

        await _bench.ApplyAsync(World(KeyAlgorithm.EC_secp384r1, "edge"));

        Assert.Equal([(2, VersionStatus.Current), (1, VersionStatus.Superseded)], (await _bench.CertificateAsync("a")).Versions.Select(version => (version.Number, version.Status)));
        Assert.Null((await _bench.StateAsync()).NextKeyDestruction);
    }

    [Fact(DisplayName = "KEY-02 A superseded key is destroyed 7 days after its successor is in place, by a run without changes, and that is in the audit log; the certificate stays")]
    public async Task Destroyed_after_seven_days()
    {
        await _bench.ReachAsync(World(KeyAlgorithm.EC_prime256v1, "edge"));
        var desired = World(KeyAlgorithm.EC_secp384r1, "edge");
        await _bench.ReachAsync(desired);
        var replaced = _bench.Time.GetUtcNow();

        _bench.Time.Set(replaced.AddDays(6));
        await _bench.ReachAsync(desired);
        Assert.Empty(_bench.Store.Changes.OfType<StateChange.DestroyKey>());

        _bench.Time.Set(replaced.AddDays(7).AddSeconds(-1));
        var early = await _bench.PlanAsync(desired);
        Assert.False(early.HasWork);
        _bench.Time.Set(replaced.AddDays(7));
        var due = await _bench.PlanAsync(desired);
        Assert.Empty(due.Plan.Changes);
        Assert.True(due.HasWork);
        await _bench.ApplyAsync(due);

        Assert.Equal([(Worlds.Id("a"), 1)], _bench.Store.Changes.OfType<StateChange.DestroyKey>().Select(change => (change.Id, change.KeyVersion)));
        Assert.Contains(_bench.Store.Changes.OfType<StateChange.Audit>(), change => change.Entry is { Action: AuditActions.DestroyKey, Subject: "default/local/certificate/a" });
        Assert.Equal(2, (await _bench.CertificateAsync("a")).Versions.Length);
        Assert.False((await _bench.PlanAsync(desired)).HasWork);
    }

    [Fact(DisplayName = "KEY-06 A key that a renewal keeps is not destroyed; one without a target goes 7 days after its successor was issued")]
    public async Task Kept_and_unused()
    {
        static DesiredBuilder World(KeyAlgorithm algorithm) => Worlds.Private()
            .Deployed("kept", spec => spec with { Rotation = KeyRotation.Never })
            .Private("unused", spec => spec with { KeyAlgorithm = algorithm });
        await _bench.ReachAsync(World(KeyAlgorithm.EC_prime256v1));
        _bench.Time.Set(_bench.Time.GetUtcNow().AddDays(350));
        await _bench.ReachAsync(World(KeyAlgorithm.EC_secp384r1));
        _bench.Time.Set(_bench.Time.GetUtcNow().AddDays(8));

        await _bench.ApplyAsync(World(KeyAlgorithm.EC_secp384r1));

        Assert.Equal(2, (await _bench.CertificateAsync("kept")).Versions.Length);
        Assert.Equal([Worlds.Id("unused")], _bench.Store.Changes.OfType<StateChange.DestroyKey>().Select(change => change.Id));
    }

    [Fact(DisplayName = "REV-01 A revocation in the same second as the last CRL, cut off before the next CRL, is on the one that the next run signs")]
    public async Task Revoked_in_the_second_of_the_crl()
    {
        await _bench.ReachAsync(Worlds.Private().Private("a").Private("b"));
        static CertificateSpec Revoked(CertificateSpec spec) => spec with { Revoked = RevocationReason.KeyCompromise };
        await _bench.ReachAsync(Worlds.Private().Private("a", Revoked).Private("b"));
        _bench.Store.CutOffAfter = changes => changes.Any(change => change is StateChange.SetVersionStatus);
        var both = Worlds.Private().Private("a", Revoked).Private("b", Revoked);
        await Assert.ThrowsAsync<CutOffException>(() => _bench.ApplyAsync(both));

        var planned = await _bench.PlanAsync(both);

        Assert.Equal(["update authority/corp/crl (crl_due)"], planned.Plan.Told());
        await _bench.ReachAsync(both);
        Assert.Empty((await _bench.PlanAsync(both)).Plan.Changes);
    }

    [Fact(DisplayName = "ISS-01 A revoked certificate whose new issue waits stays REVOKED, with its reason, until it is issued")]
    public async Task Revoked_and_waiting()
    {
        static CertificateSpec Revoked(CertificateSpec spec) => spec with { Revoked = RevocationReason.KeyCompromise };
        await _bench.ReachAsync(Worlds.Public().Shop("www", "www.shop.example"));
        await _bench.ReachAsync(Worlds.Public().Shop("www", "www.shop.example", Revoked));
        var again = Worlds.Public().Shop("www", "www.shop.example");
        _bench.Zones.Unseen = true;
        var record = Assert.Single(again.BuildWithRecords().Records);
        _bench.Dns.Aliases.TryRemove(record.Owner, out _);

        for (var round = 0; round < 2; round++)
        {
            await _bench.ApplyAsync(again);
            var waiting = await _bench.CertificateAsync("www");
            Assert.Equal((CertificateStatus.Revoked, "PENDING_VALIDATION"), (waiting.Status, waiting.Condition?.Code));
            Assert.Equal(RevocationReason.KeyCompromise, waiting.Versions[0].Revocation!.Reason);
            Assert.Equal(RevocationReason.KeyCompromise, waiting.Applied.Revoked);
        }

        _bench.Zones.Unseen = false;
        _bench.Dns.Aliases[record.Owner] = record.Target;
        Assert.Contains("issue certificate/www (reissue_because_revoked)", (await _bench.PlanAsync(again)).Plan.Told());
        Assert.Equal(CertificateStatus.Issued, (await _bench.ReachAsync(again)).Certificates[Worlds.Id("www")].Status);
    }

    private static DesiredBuilder World(KeyAlgorithm algorithm, params string[] targets)
    {
        var builder = Worlds.Private().Files("far", "/srv/far");
        return builder.Private("a", spec => spec with { KeyAlgorithm = algorithm, Targets = [.. targets.Select(builder.TargetId)] });
    }
}
