using Reconciler.Adapters.Dns.Embedded;
using Reconciler.Adapters.Dns.Observing;
using Reconciler.Core.Desired;
using Reconciler.Core.Validation;
using Reconciler.Testing;
using Reconciler.Testing.Dns;

namespace Reconciler.Adapters.Tests.Dns;

public class CaaObservationTests(ObserverFixture world) : IClassFixture<ObserverFixture>
{
    [SkippableTheory(DisplayName = "CAA-03 the tree is climbed to the first set, the first failure, or the top-level domain")]
    [InlineData("www.plain.test", "www.plain.test Absent, plain.test Absent, test Absent")]
    [InlineData("caa.plain.test", "caa.plain.test Found")]
    [InlineData("a.b.caa.plain.test", "a.b.caa.plain.test Absent, b.caa.plain.test Absent, caa.plain.test Found")]
    [InlineData("alias.plain.test", "alias.plain.test Found")]
    [InlineData("www.broken.test", "www.broken.test Failed")]
    [InlineData("www.refused.invalid", "www.refused.invalid Failed")]
    [InlineData("x.sub.plain.test", "x.sub.plain.test Failed")]
    [InlineData("loop1.test", "loop1.test Failed")]
    [InlineData("away.test", "away.test Failed")]
    public async Task Climb(string domain, string steps) =>
        Assert.Equal(steps, string.Join(", ", (await world.ClimbAsync(domain)).Select(step => $"{step.Name} {step.Outcome}")));

    [SkippableFact(DisplayName = "CAA-03 a set is seen whole, in one order, tags in lower case, strange octets escaped")]
    public async Task Set()
    {
        var set = (await world.ClimbAsync("caa.plain.test")).Single().Records;
        Assert.Equal("0 iodef \"mailto:a@plain.test\", 0 issue \"ca.example.net\"", string.Join(", ", set));
        Assert.Equal("128 tbs \"Un\\007known\"", (await world.ClimbAsync("strange.plain.test")).Single().Records.Single().ToString());
    }

    [SkippableFact(DisplayName = "CAA-03 a set that one of several resolvers has counts; one that fails is a failure; sets that differ are one")]
    public async Task Several_resolvers()
    {
        ExternalPrograms.Require("named");
        using var bare = await StartAsync("");
        using var other = await StartAsync("caa.plain CAA 0 issue \"other.example.net\"");
        Assert.Equal(LookupOutcome.Found, (await world.ClimbAsync("caa.plain.test", new(bare.Endpoint), world.Resolver)).Single().Outcome);
        var differing = (await world.ClimbAsync("caa.plain.test", world.Resolver, new(other.Endpoint))).Single();
        Assert.Equal(LookupOutcome.Failed, differing.Outcome);
        Assert.Contains("do not agree", differing.Detail, StringComparison.Ordinal);
        Assert.Equal(LookupOutcome.Failed, (await world.ClimbAsync("caa.plain.test", world.Resolver, DnsResolver.Embedded)).Single().Outcome);
    }

    [Fact(DisplayName = "CAA-01 who has the embedded server as the only resolver reads its refusal outside its zones as no such name")]
    public async Task Only_embedded()
    {
        var zones = new ZoneAnswers();
        zones.Load(["shop.example"], [], 1);
        var observer = ObserverFixture.Observer(EmbeddedResolver.InProcess(zones));
        var observation = await observer.ObserveCaaAsync(new("www.shop.example", [DnsResolver.Embedded], false), default);
        Assert.Equal(["www.shop.example", "shop.example", "example"], observation.Steps.Select(step => step.Name));
        Assert.All(observation.Steps, step => Assert.Equal(LookupOutcome.Absent, step.Outcome));
    }

    [Fact(DisplayName = "CAA-03 a question without resolvers fails")]
    public async Task Nobody()
    {
        var observation = await ObserverFixture.Observer().ObserveCaaAsync(new("www.shop.example", [], false), default);
        Assert.Equal(LookupOutcome.Failed, observation.Steps.Single().Outcome);
    }

    [SkippableFact(DisplayName = "CAA-01 a parent that many names share is asked once in a run")]
    public async Task Asked_once()
    {
        ExternalPrograms.Require("named");
        var observer = ObserverFixture.Observer();
        NamedServer named;
        using (named = await StartAsync(""))
        {
            var first = await observer.ObserveCaaAsync(new("a.plain.test", [new(named.Endpoint)], false), default);
            Assert.Equal(3, first.Steps.Length);
        }

        // The server is gone: only what was asked before can still be known.
        var second = await observer.ObserveCaaAsync(new("plain.test", [new(named.Endpoint)], false), default);
        Assert.Equal(["plain.test Absent", "test Absent"], second.Steps.Select(step => $"{step.Name} {step.Outcome}"));
    }

    private static Task<NamedServer> StartAsync(string records) => NamedServer.StartAsync(
        new Dictionary<string, string?> { ["test"] = $"$TTL 5\n@ SOA ns1 hostmaster 1 60 60 3600 0\n@ NS ns1\nns1 A 127.0.0.1\n{records}\n" });
}
