using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;
using Reconciler.Core.Tests.Applying;
using Reconciler.Core.Validation;
using Reconciler.Testing.Cycle;
using Reconciler.Testing.Desired;

namespace Reconciler.Core.Tests.Planning;

public class RemovalPlanTests
{
    [Fact(DisplayName = "REV-02 A removed manifest ends the bindings first, then retires; nothing is revoked")]
    public void Retire()
    {
        var plan = PlanBench.Plan(Worlds.Private().Deployed("a").Deployed("b"), Worlds.Private());
        Assert.Equal(
            [
                "undeploy certificate/a@edge (undeploy_not_in_config)", "undeploy certificate/b@edge (undeploy_not_in_config)",
                "retire certificate/a (retire_not_in_config)", "retire certificate/b (retire_not_in_config)",
            ],
            plan.Told());
        Assert.Equal(["certificate/a@edge#undeploy"], Plans.Requires(plan.Change("retire certificate/a")));
        Assert.Equal("", Plans.PlaceOf(plan.Changes[0]));
        Assert.Equal((0, 4), (plan.Summary.Revoke, plan.Summary.Remove));
    }

    [Fact(DisplayName = "REV-02 onRemove revoke revokes instead, after undeploying, by what was last applied")]
    public void Revoke()
    {
        var plan = PlanBench.Plan(Worlds.Private().Deployed("a", spec => spec with { OnRemove = RemovalPolicy.Revoke }), Worlds.Private());
        Assert.Equal(["undeploy certificate/a@edge (undeploy_not_in_config)", "revoke certificate/a (revoke_not_in_config)"], plan.Told());
        Assert.Equal(["certificate/a@edge#undeploy"], Plans.Requires(plan.Changes[1]));
        Assert.Equal("revoked.reason=cessationOfOperation", plan.Changes[1].Facts.After.ToString());
        Assert.True(plan.Changes[1].Facts.Irreversible);
        var expired = PlanBench.Plan(Worlds.Private().Private("a", spec => spec with { OnRemove = RemovalPolicy.Revoke }), Worlds.Private(), TimeSpan.FromDays(400));
        Assert.Contains("retire certificate/a (retire_not_in_config)", expired.Told());
    }

    [Theory(DisplayName = "REV-02 Replacing and renewing never revoke")]
    [InlineData(0, "replace certificate/a")]
    [InlineData(390, "rekey certificate/a")]
    public void NeverRevokes(int later, string verb)
    {
        var after = Worlds.Private().Deployed("a", spec => later > 0 ? spec : spec with { KeyAlgorithm = KeyAlgorithm.RSA_2048 });
        var plan = PlanBench.Plan(Worlds.Private().Deployed("a"), after, TimeSpan.FromDays(later));
        Assert.NotNull(plan.Change(verb));
        Assert.DoesNotContain(plan.Changes, change => change.Verb is PlanVerb.Revoke or PlanVerb.Retire);
    }

    [Fact(DisplayName = "GIT-06 A protected object outlives its manifest: it is blocked, and everything of it stays")]
    public void Protected()
    {
        static AppliedState Protect(AppliedState state) => state.Change(Worlds.Id("www"), row => row with { Protect = true });
        var plan = PlanBench.Plan(Worlds.Public().Shop("www", "www.shop.example"), Worlds.Public(), with: Protect);
        Assert.Empty(plan.Changes);
        Assert.Equal(
            "the manifest of certificate/www is gone and the object is protected; it is kept. Declare it with protect: false, apply, then remove it",
            Assert.Single(plan.Blocked).Sentence);
    }

    [Fact(DisplayName = "DNS-12 A record is retracted when the last certificate that needs it goes, after that one, whatever becomes of others")]
    public void Retract()
    {
        var both = Worlds.Public().Shop("a", "www.shop.example").Shop("b", "*.www.shop.example").Shop("c", "c.shop.example");
        Assert.DoesNotContain(PlanBench.Plan(both, Worlds.Public().Shop("a", "www.shop.example").Shop("c", "c.shop.example")).Changes, change => change.Verb == PlanVerb.Retract);
        var plan = PlanBench.Plan(both, Worlds.Public());
        Assert.Equal(["certificate/a#retire", "certificate/b#retire"], Plans.Requires(plan.Change("retract record/www.shop.example")));
        Assert.Equal(["certificate/c#retire"], Plans.Requires(plan.Change("retract record/c.shop.example")));
        Assert.Equal(plan.Changes.Length - 1, plan.Told().ToList().FindLastIndex(line => line.StartsWith("retract", StringComparison.Ordinal)));
    }

    [Fact(DisplayName = "DNS-12 A record of a name that a certificate no longer has is retracted")]
    public void RetractName()
    {
        var plan = PlanBench.Plan(Worlds.Public().Shop("a", "www.shop.example b.shop.example"), Worlds.Public().Shop("a", "www.shop.example"));
        Assert.Empty(plan.Change("retract record/b.shop.example").Facts.Requires);
        Assert.NotNull(plan.Change("replace certificate/a"));
    }

    [Fact(DisplayName = "DNS-12 Whether a record is needed is asked of the whole repository only")]
    public void ScopeOfOne()
    {
        var state = AppliedState.Of(Worlds.Public().Shop("a", "www.shop.example").BuildWithRecords(), Testing.ManualTime.Start).Build();
        var plan = Planner.Plan(Worlds.Public().BuildWithRecords(), state, Evidence.None, PlanScope.Of(new HashSet<ResourceId> { Worlds.Id("a") }), Testing.ManualTime.Start);
        Assert.Equal(["undeploy certificate/a@edge", "retire certificate/a"], plan.Changes.Select(Plans.Short));
    }

    [Theory(DisplayName = "DNS-08 A record is published where it is new, changed, moved to another provider or gone")]
    [InlineData("ttl", "the record that is wanted changed")]
    [InlineData("file", "its provider changed")]
    [InlineData("gone", "it is gone from the zone")]
    public void Publish(string what, string sentence)
    {
        static DesiredBuilder World(int ttl, string file)
        {
            var builder = Worlds.Private().Subordinate("web", "root", DesiredBuilder.Public).ZoneFile("zones", file, "shop.example");
            return builder.Validation("dns", with: spec => spec with { Provider = builder.ProviderId("zones"), Ttl = ttl }).Shop("www", "www.shop.example");
        }

        var before = World(300, "shop.zone");
        var after = World(what == "ttl" ? 60 : 300, what == "file" ? "other.zone" : "shop.zone");
        var record = Assert.Single(before.BuildWithRecords().Records);
        var zone = new ProviderReading(what == "gone" ? [] : [new(record.Owner, "CNAME", record.Target, 300)], null);
        var evidence = new Evidence { Providers = new Dictionary<ResourceId, ProviderReading> { [before.ProviderId("zones")] = zone } };
        var change = Assert.Single(PlanBench.Plan(before, after, evidence: evidence).Changes);
        Assert.Equal(("publish record/www.shop.example", ReasonCode.PublishRecord, sentence), (Plans.Short(change), change.Facts.Reason, change.Facts.Sentence));
        Assert.Equal("validation-dns.yaml provider", Plans.PlaceOf(change));
    }

    [Fact(DisplayName = "DNS-09 A zone that cannot be read is no zone without the record")]
    public void Unreadable()
    {
        var desired = Worlds.Public().Shop("www", "www.shop.example");
        var evidence = new Evidence { Providers = new Dictionary<ResourceId, ProviderReading> { [desired.ProviderId("zones")] = new([], "permission denied") } };
        Assert.Empty(PlanBench.Plan(desired, evidence: evidence).Changes);
    }

    [Fact(DisplayName = "DNS-08 An issuing requires the publishing of exactly its own records, in the same plan")]
    public void RequiresPublish()
    {
        var plan = PlanBench.Plan(Worlds.Public().Shop("a", "www.shop.example"), Worlds.Public().Shop("a", "www.shop.example").Shop("b", "www.shop.example b.shop.example *.b.shop.example"));
        Assert.Equal(["record/b.shop.example#publish"], Plans.Requires(plan.Change("issue certificate/b")));
        Assert.Empty(plan.Waiting);
        Assert.Equal(["publish", "issue", "deploy"], plan.Changes.Select(change => change.Verb.Word()));
    }

    [Fact(DisplayName = "DNS-08 A name outside the provider's zones waits for a person")]
    public void OutsideTheZones()
    {
        var plan = PlanBench.Plan(Worlds.Public(), Worlds.Public().Shop("a", "www.shop.example www.other.example"));
        Assert.Equal(["publish record/www.shop.example (publish_record)"], plan.Told());
        Assert.Equal(["www.other.example"], Assert.Single(plan.Waiting).Records.Select((WantedRecord record) => record.Domain));
    }
}
