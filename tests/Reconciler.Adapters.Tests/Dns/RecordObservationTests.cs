using Reconciler.Adapters.Dns.Embedded;
using Reconciler.Adapters.Dns.Observing;
using Reconciler.Core.Validation;
using Reconciler.Testing;

namespace Reconciler.Adapters.Tests.Dns;

public class RecordObservationTests(ObserverFixture world) : IClassFixture<ObserverFixture>
{
    [SkippableFact(DisplayName = "DNS-06 the CNAME at the very owner is seen, and the TXT value behind it")]
    public async Task Right()
    {
        var answer = await world.AskAsync("_right.example.test");
        Assert.Equal((LookupOutcome.Found, ObserverFixture.Target, LookupOutcome.Found, "fresh value", null as string),
            (answer.Outcome, answer.Targets.Single(), answer.TextOutcome, answer.Texts.Single(), answer.Detail));
        Assert.Equal(world.Resolver.ToString(), answer.Resolver);
    }

    [SkippableFact(DisplayName = "DNS-06 the strings of one TXT record are joined, and every record is seen")]
    public async Task Strings() => Assert.Equal("another|one text", string.Join('|', (await world.AskAsync("_texts.example.test")).Texts));

    [SkippableFact(DisplayName = "DNS-10 up to 10 aliases are followed to the value")]
    public async Task Long_chain()
    {
        var answer = await world.AskAsync("_long.example.test");
        Assert.Equal("at the end", answer.Texts.Single());
        Assert.Equal("chain9.validations.test", answer.Chain[^1]);
    }

    [SkippableTheory(DisplayName = "DNS-10 what is wrong behind a CNAME is named, and is a failure only where nothing can be known")]
    [InlineData("_loop", LookupOutcome.Failed, "the aliases form a loop: loop1.validations.test to loop2.validations.test to loop1.validations.test")]
    [InlineData("_endless", LookupOutcome.Failed, "more than 10 aliases follow chain0.example.test")]
    [InlineData("_dangling", LookupOutcome.Absent, null)]
    [InlineData("_away", LookupOutcome.Failed, "REFUSED")]
    [InlineData("_broken", LookupOutcome.Failed, "SERVFAIL")]
    public async Task Behind(string label, LookupOutcome outcome, string? detail)
    {
        var answer = await world.AskAsync($"{label}.example.test", target: "irrelevant.test");
        Assert.Equal(LookupOutcome.Found, answer.Outcome);
        Assert.Equal(outcome, answer.TextOutcome);
        Assert.Equal(detail, answer.Detail);
    }

    [SkippableTheory(DisplayName = "DNS-10 an absent record is told with the usual mistake behind it")]
    [InlineData("_none.example.test", null)]
    [InlineData("_flat.example.test", "an address answers in place of the alias")]
    [InlineData("_twice.www.example.test", "it stands at _twice.www.example.test.example.test: the zone was appended twice")]
    [InlineData("_star.www.example.test", "it stands at _star.*.www.example.test, under the wildcard label")]
    public async Task Absent(string owner, string? detail)
    {
        var answer = await world.AskAsync(owner);
        Assert.Equal(LookupOutcome.Absent, answer.Outcome);
        if (detail is null) Assert.Null(answer.Detail);
        else Assert.Contains(detail, answer.Detail, StringComparison.Ordinal);
    }

    [SkippableTheory(DisplayName = "DNS-10 another target is told, and a wildcard that answers is named")]
    [InlineData("_right.wild.test", "parking.example.test", "the wildcard record *.wild.test answers for it")]
    [InlineData("_x.www.wild.test", "parking.example.test", "the wildcard record *.wild.test answers for it")]
    [InlineData("_wrong.example.test", "_elsewhere.validations.test", null)]
    [InlineData("_undotted.example.test", "_two.validations.test.example.test", null)]
    public async Task Other_target(string owner, string target, string? detail)
    {
        var answer = await world.AskAsync(owner);
        Assert.Equal(target, answer.Targets.Single());
        Assert.Equal(detail, answer.Detail);
    }

    [SkippableTheory(DisplayName = "DNS-10 a failure is never absence")]
    [InlineData("_x.broken.test", "SERVFAIL")]
    [InlineData("_x.refused.invalid", "REFUSED")]
    [InlineData("_x.sub.plain.test", "refers to ns1.elsewhere.test")]
    public async Task Failure(string owner, string detail)
    {
        var answer = await world.AskAsync(owner);
        Assert.Equal(LookupOutcome.Failed, answer.Outcome);
        Assert.Contains(detail, answer.Detail, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "DNS-10 a name that no packet can hold fails, and so does a resolver that is not there")]
    public async Task Impossible()
    {
        var owner = string.Join('.', Enumerable.Repeat(new string('a', 63), 5));
        var question = new RecordQuestion("r", owner, ObserverFixture.Target, [new(new(System.Net.IPAddress.Loopback, 1))], false, true, false);
        var observer = ObserverFixture.Observer();
        Assert.Equal(LookupOutcome.Failed, (await observer.ObserveRecordAsync(question, default)).Answers.Single().Outcome);
        Assert.Equal(LookupOutcome.Failed, (await observer.ObserveRecordAsync(question with { Owner = "_a.test" }, default)).Answers.Single().Outcome);
    }

    [SkippableFact(DisplayName = "DNS-10 each of several resolvers is asked")]
    public async Task Several()
    {
        ExternalPrograms.Require("named");
        var zones = new ZoneAnswers();
        zones.Load(
            ["example.test", "validations.test"],
            [new("_right.example.test", "CNAME", ObserverFixture.Target, 5), new(ObserverFixture.Target, "TXT", "fresh value", 5)], 1);
        var question = new RecordQuestion(
            "r", "_right.example.test", ObserverFixture.Target, [world.Resolver, Core.Desired.DnsResolver.Embedded], false, true, false);
        var observation = await ObserverFixture.Observer(EmbeddedResolver.InProcess(zones)).ObserveRecordAsync(question, default);
        Assert.Equal([world.Resolver.ToString(), "embedded"], observation.Answers.Select(answer => answer.Resolver));
        Assert.Equal(new ProofVerdict.Proven("dns-txt", "fresh value"), ProofJudge.Judge(observation, ObserverFixture.Target, "fresh value", null));
    }

    [SkippableFact(DisplayName = "DNS-06 a TXT value in a zone of our own is asked of ourselves, whatever the resolver says")]
    public async Task Own_zone()
    {
        ExternalPrograms.Require("named");
        var zones = new ZoneAnswers();
        zones.Load(["validations.test"], [new(ObserverFixture.Target, "TXT", "ours", 5)], 1);
        var question = new RecordQuestion("r", "_right.example.test", ObserverFixture.Target, [world.Resolver], false, true, OwnZone: true);
        var observation = await ObserverFixture.Observer(EmbeddedResolver.InProcess(zones)).ObserveRecordAsync(question, default);
        Assert.Equal("ours", observation.Answers.Single().Texts.Single());
    }

    [Theory(DisplayName = "DNS-06 the embedded server gives the same observation in process and by real queries")]
    [InlineData("_one.shop.example", LookupOutcome.Found)]
    [InlineData("_none.shop.example", LookupOutcome.Absent)]
    [InlineData("_none.elsewhere.test", LookupOutcome.Absent)]
    public async Task Embedded(string owner, LookupOutcome outcome)
    {
        await using var server = new EmbeddedDnsServer();
        server.Load(
            ["shop.example", "validations.test"],
            [new("_one.shop.example", "CNAME", ObserverFixture.Target, 5), new(ObserverFixture.Target, "TXT", "ours", 5)], 1);
        var endpoint = (await server.StartAsync([new(System.Net.IPAddress.Loopback, 0)], default)).Single();
        var question = new RecordQuestion("r", owner, ObserverFixture.Target, [Core.Desired.DnsResolver.Embedded], false, true, OwnZone: true);
        var real = (await ObserverFixture.Observer(EmbeddedResolver.Over(endpoint)).ObserveRecordAsync(question, default)).Answers.Single();
        var inProcess = (await ObserverFixture.Observer(EmbeddedResolver.InProcess(server.Answers)).ObserveRecordAsync(question, default)).Answers.Single();
        Assert.Equal(outcome, real.Outcome);
        Assert.Equal(outcome == LookupOutcome.Found ? "ours" : "", string.Concat(real.Texts));
        Assert.Equal(
            (inProcess.Resolver, inProcess.Outcome, inProcess.TextOutcome, inProcess.Detail), (real.Resolver, real.Outcome, real.TextOutcome, real.Detail));
        Assert.Equal([.. inProcess.Targets, .. inProcess.Chain, .. inProcess.Texts], (string[])[.. real.Targets, .. real.Chain, .. real.Texts]);
    }

    [Fact(DisplayName = "a cancelled look-up is cancelled, not failed")]
    public async Task Cancelled()
    {
        var question = new RecordQuestion("r", "_a.test", ObserverFixture.Target, [new(new(System.Net.IPAddress.Parse("127.0.0.77"), 9))], false, true, false);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ObserverFixture.Observer().ObserveRecordAsync(question, new CancellationToken(true)));
    }
}
