using Reconciler.Core.Actual;
using Reconciler.Core.Validation;
using Reconciler.Testing.Cycle;

namespace Reconciler.Core.Tests.Applying;

public class ProvingTests
{
    private const string Identity = "ca.example.net";
    private readonly CycleBench _bench = new();

    [Fact(DisplayName = "DNS-06 Every validation has a TXT value of its own, of at least 112 random bits, behind the same CNAME")]
    public async Task FreshValue()
    {
        var desired = Worlds.Public().Shop("www", "www.shop.example");
        var record = Assert.Single(desired.BuildWithRecords().Records);
        var before = (await _bench.ReachAsync(desired)).Certificates[Worlds.Id("www")].Current!;
        var first = Assert.Single(_bench.Dns.Texts[record.Target]);
        _bench.Time.Set(before.NotAfter.AddDays(-10));
        await _bench.ReachAsync(desired);
        var second = Assert.Single(_bench.Dns.Texts[record.Target]);
        Assert.NotEqual(first, second);
        Assert.All([first, second], value => Assert.Matches("^[0-9a-f]{28,}$", value));
        Assert.Equal(record.Target, _bench.Dns.Aliases[record.Owner]);
        var evidence = _bench.Store.Changes.OfType<StateChange.PutEvidence>().Select(change => (change.Evidence.Domain, change.Evidence.Kind, change.Evidence.Value));
        Assert.Equal([("www.shop.example", "dns-txt", first), ("www.shop.example", "dns-txt", second)], evidence);
    }

    [Fact(DisplayName = "DNS-03 A wildcard and its domain are proved by one look")]
    public async Task OneLook()
    {
        await _bench.ReachAsync(Worlds.Public().Shop("www", "shop.example *.shop.example"));
        Assert.Single(_bench.Store.Changes.OfType<StateChange.PutZoneRecord>());
        Assert.Single(_bench.Dns.Asked.OfType<RecordQuestion>());
    }

    [Fact(DisplayName = "DNS-01 What is published but not seen is not issued: it waits, as PENDING_VALIDATION, and is no failure")]
    public async Task NotSeen()
    {
        _bench.Zones.Unseen = true;
        var desired = Worlds.ByHand().Shop("www", "www.shop.example").Private("a");
        var record = Assert.Single(desired.BuildWithRecords().Records);
        _bench.Dns.Aliases[record.Owner] = record.Target;
        await _bench.ReachAsync(Worlds.ByHand());
        var outcomes = await _bench.ApplyAsync(desired);
        Assert.Equal(["deploy certificate/www@edge: Skipped", "issue certificate/a: Done", "issue certificate/www: Waiting"], outcomes.Told().Order());
        Assert.Equal("www.shop.example: the CNAME is right, but no TXT value is behind it (asked fake)", outcomes.DetailOf("issue certificate/www"));
        Assert.Equal("waits for default/local/certificate/www#issue", outcomes.DetailOf("deploy certificate/www@edge"));
        var waiting = await _bench.CertificateAsync("www");
        Assert.Equal((CertificateStatus.PendingValidation, "PENDING_VALIDATION"), (waiting.Status, waiting.Condition!.Code));
        Assert.Equal(waiting.Condition.NextTry, waiting.NextDue);
        Assert.Empty(waiting.Versions);

        _bench.Zones.Unseen = false;
        var uuid = waiting.Uuid;
        var issued = (await _bench.ReachAsync(desired)).Certificates[Worlds.Id("www")];
        Assert.Equal((CertificateStatus.Issued, null, uuid), (issued.Status, issued.Condition, issued.Uuid));
    }

    [Fact(DisplayName = "CAA-02 Every name that CAA forbids is told at once, with the set found and what to add; nothing is issued")]
    public async Task Forbidden()
    {
        var desired = Worlds.Public().Shop("www", "a.shop.example b.shop.example c.shop.example").Shop("ok", "d.shop.example");
        await _bench.ReachAsync(Worlds.Public());
        _bench.Dns.Caa["a.shop.example"] = [new(0, "issue", "other.example")];
        _bench.Dns.Caa["c.shop.example"] = [new(0, "issue", ";")];
        _bench.Dns.Caa["d.shop.example"] = [new(0, "issue", Identity)];
        var outcomes = await _bench.ApplyAsync(desired);
        Assert.Contains("issue certificate/www: Stalled", outcomes.Told());
        Assert.Contains("issue certificate/ok: Done", outcomes.Told());
        Assert.Equal(
            "CAA_ERROR: the CAA set at a.shop.example does not allow this authority to issue for a.shop.example (found: 0 issue \"other.example\"); add: a.shop.example. CAA 0 issue \"ca.example.net\"; "
            + "the CAA set at c.shop.example does not allow this authority to issue for c.shop.example (found: 0 issue \";\"); add: c.shop.example. CAA 0 issue \"ca.example.net\"",
            outcomes.DetailOf("issue certificate/www"));
        var refused = await _bench.CertificateAsync("www");
        Assert.Equal((CertificateStatus.Failed, "CAA_ERROR"), (refused.Status, refused.Condition!.Code));
        Assert.DoesNotContain(_bench.Store.Changes.OfType<StateChange.BeginIssue>(), intent => intent.Id == Worlds.Id("www"));
        Assert.Contains("CAA: the CAA set at a.shop.example", Assert.Single((await _bench.PlanAsync(desired)).Plan.Notices, notice => notice.Sentence.Contains(" a.shop", StringComparison.Ordinal)).Sentence, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "CAA-03 A CAA look-up that fails is never permission: nothing is issued, and it is tried again")]
    public async Task CaaFails()
    {
        var desired = Worlds.Public().Shop("www", "www.shop.example");
        await _bench.ReachAsync(Worlds.Public());
        _bench.Dns.Broken["shop.example"] = 1;
        var outcomes = await _bench.ApplyAsync(desired);
        Assert.Contains("issue certificate/www: Failed", outcomes.Told());
        Assert.StartsWith("CAA_ERROR: the CAA look-up at shop.example failed: SERVFAIL", outcomes.DetailOf("issue certificate/www"), StringComparison.Ordinal);
        Assert.Empty((await _bench.CertificateAsync("www")).Versions);
        _bench.Dns.Broken.Clear();
        await _bench.ReachAsync(desired);
    }

    [Fact(DisplayName = "CAA-01 CAA is looked up again right before signing, whatever the plan saw")]
    public async Task AskedAgain()
    {
        var desired = Worlds.Public().Shop("www", "www.shop.example");
        await _bench.ReachAsync(Worlds.Public());
        var planned = await _bench.PlanAsync(desired);
        _bench.Dns.Caa["www.shop.example"] = [new(0, "issue", "other.example")];
        Assert.Contains("issue certificate/www: Stalled", (await _bench.ApplyAsync(planned)).Report!.Outcomes.Told());
    }

    [Fact(DisplayName = "DNS-09 A certificate that cannot be renewed keeps its version, its place and its status")]
    public async Task KeepsServing()
    {
        var desired = Worlds.Public().Shop("www", "www.shop.example");
        var before = (await _bench.ReachAsync(desired)).Certificates[Worlds.Id("www")].Current!;
        _bench.Time.Set(before.NotAfter.AddDays(-10));
        _bench.Dns.Caa["www.shop.example"] = [new(0, "issue", ";")];
        Assert.Contains("rekey certificate/www: Stalled", (await _bench.ApplyAsync(desired)).Told());
        var after = await _bench.CertificateAsync("www");
        Assert.Equal((CertificateStatus.Issued, "CAA_ERROR", before.Serial), (after.Status, after.Condition!.Code, after.Current!.Serial));
        Assert.Equal(before.Number, _bench.Target.Placed[("/srv/edge", Worlds.Id("www"))]);
    }

    [Fact(DisplayName = "DNS-04 Methods with zones of their own prove one domain by two records")]
    public async Task TwoZones()
    {
        var desired = Worlds.Public();
        desired.Validation("other", "v.example.org", spec => spec with { Provider = desired.ProviderId("zones") })
            .Shop("a", "www.shop.example")
            .Shop("b", "www.shop.example", spec => spec with { Validation = desired.ValidationId("other") });
        await _bench.ReachAsync(desired);
        Assert.Equal(["v.example.org", "validations.example.net"], (await _bench.StateAsync()).Records.Values.Select(record => record.Zone).Order());
        Assert.Equal(2, _bench.Store.Changes.OfType<StateChange.PutEvidence>().Count());
    }

    [Fact(DisplayName = "CAA-01 A CAA look-up that fails is asked once for a name in a run, however many certificates and batches want it")]
    public async Task FailedOnce()
    {
        await _bench.ReachAsync(Worlds.Public().Shop("first", "www.shop.example"));
        _bench.Dns.Broken["shop.example"] = 1;
        var desired = Worlds.Public().Shop("first", "www.shop.example");
        for (var i = 0; i < 1001; i++) desired.Shop($"c{i:d4}", "www.shop.example");
        var planned = await _bench.PlanAsync(desired);
        _bench.Dns.Asked.Clear();

        var outcomes = (await _bench.ApplyAsync(planned)).Report!.Outcomes;

        Assert.Equal(1001, outcomes.Count(outcome => outcome.Detail.Contains("SERVFAIL", StringComparison.Ordinal)));
        Assert.Single(_bench.Dns.Asked.OfType<CaaQuestion>());
    }
}
