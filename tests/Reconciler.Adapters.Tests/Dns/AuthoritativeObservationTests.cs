using System.Net;
using Reconciler.Adapters.Dns.Embedded;
using Reconciler.Adapters.Dns.Observing;
using Reconciler.Core.Validation;
using Reconciler.Testing;
using Reconciler.Testing.Dns;

namespace Reconciler.Adapters.Tests.Dns;

/// <summary>
/// A root, a top-level domain and two servers of one zone, each a <c>named</c> of its own; the addresses in their zones stand for their ports on loopback.
/// </summary>
public sealed class AuthoritativeFixture : IAsyncLifetime, IDisposable
{
    private const string Head = "$TTL 5\n@ SOA ns hostmaster 1 60 60 3600 0\n";
    private const string Records = "@ NS ns.one\n@ NS ns.two\nns.one A 127.0.0.13\nns.two A 127.0.0.14\n"
        + "@ CAA 0 issue \"ca.example.net\"\n_t CNAME _v.shop\n_v.shop TXT \"value\"\n_far CNAME _v.far.test.\n";

    private readonly Dictionary<IPAddress, NamedServer> _servers = [];

    public IPEndPoint EndpointOf(string address) => EndpointOf(IPAddress.Parse(address));

    public IPEndPoint EndpointOf(IPAddress address) => _servers[address].Endpoint;

    public async Task InitializeAsync()
    {
        try
        {
            await StartAsync("127.0.0.11", ".", "test. NS ns.test.\nns.test. A 127.0.0.12\n@ NS ns.\nns. A 127.0.0.11\n");
            // far.test has its server's name in shop.test, without glue.
            await StartAsync("127.0.0.12", "test",
                "@ NS ns\nns A 127.0.0.12\nshop NS ns.one.shop\nshop NS ns.two.shop\nns.one.shop A 127.0.0.13\nns.two.shop A 127.0.0.14\n"
                + "far NS ns.one.shop\nlame NS ns.lame\nns.lame A 127.0.0.12\nhalf NS ns.one.shop\nhalf NS ns.nowhere.shop\n");
            await StartAsync("127.0.0.13", "shop.test", Records + "_one CNAME _v.shop\n",
                ("far.test", "@ NS ns\nns A 127.0.0.13\n_v TXT \"far value\"\n"), ("half.test", "@ NS ns\nns A 127.0.0.13\n"));
            await StartAsync("127.0.0.14", "shop.test", Records);
        }
        catch (SkipException)
        {
            // Each test skips by itself.
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        foreach (var server in _servers.Values) server.Dispose();
    }

    private async Task StartAsync(string address, string zone, string records, params (string Zone, string Records)[] more)
    {
        var zones = more.Prepend((zone, records)).ToDictionary(entry => entry.Item1, entry => (string?)(Head + entry.Item2));
        _servers.Add(IPAddress.Parse(address), await NamedServer.StartAsync(zones));
    }
}

public class AuthoritativeObservationTests(AuthoritativeFixture world) : IClassFixture<AuthoritativeFixture>
{
    [SkippableFact(DisplayName = "DNS-10 the servers of the zone are found from the root, and each is asked")]
    public async Task Found()
    {
        var answers = await AskAsync("_t.shop.test");
        Assert.Equal(new[] { "127.0.0.13", "127.0.0.14" }.Select(address => world.EndpointOf(address).ToString()), answers.Select(answer => answer.Resolver));
        Assert.All(answers, answer => Assert.Equal(("_v.shop.shop.test", "value"), (answer.Targets.Single(), answer.Texts.Single())));
    }

    [SkippableFact(DisplayName = "DNS-10 a record that one server of the zone has and another has not is seen as such")]
    public async Task Disagreeing() =>
        Assert.Equal([LookupOutcome.Found, LookupOutcome.Absent], (await AskAsync("_one.shop.test")).Select(answer => answer.Outcome));

    [SkippableFact(DisplayName = "DNS-10 an alias into another zone is followed to that zone's servers, found without glue")]
    public async Task Other_zone() => Assert.All(await AskAsync("_far.shop.test"), answer => Assert.Equal("far value", answer.Texts.Single()));

    [SkippableFact(DisplayName = "DNS-10 a server that does not serve the zone it is named for is a failure")]
    public async Task Lame()
    {
        var answer = Assert.Single(await AskAsync("_t.lame.test"));
        Assert.Equal(LookupOutcome.Failed, answer.Outcome);
        Assert.Contains("lame.test", answer.Detail, StringComparison.Ordinal);
    }

    [SkippableFact(DisplayName = "CAA-03 every server of each zone on the way up is asked; one that cannot be found is a failure")]
    public async Task Caa()
    {
        var steps = (await Observer().ObserveCaaAsync(new("www.shop.test", [], Authoritative: true), Require())).Steps;
        Assert.Equal("www.shop.test Absent, shop.test Found", string.Join(", ", steps.Select(step => $"{step.Name} {step.Outcome}")));
        var half = (await Observer().ObserveCaaAsync(new("half.test", [], Authoritative: true), Require())).Steps;
        Assert.Equal(LookupOutcome.Failed, half.Single().Outcome);
        Assert.Contains("ns.nowhere.shop.test", half.Single().Detail, StringComparison.Ordinal);
    }

    [SkippableFact(DisplayName = "CAA-01 without a set the climb ends with the top-level domain's own servers")]
    public async Task Caa_up_to_the_top()
    {
        var steps = (await Observer().ObserveCaaAsync(new("_v.far.test", [], Authoritative: true), Require())).Steps;
        Assert.Equal("_v.far.test Absent, far.test Absent, test Absent", string.Join(", ", steps.Select(step => $"{step.Name} {step.Outcome}")));
    }

    [Fact(DisplayName = "CAA-03 without a network the look-up fails, for records and CAA alike")]
    public async Task Offline()
    {
        var options = ObserverFixture.Fast with { RootHints = [IPAddress.Loopback], AuthoritativeEndpoint = address => new(address, 1) };
        var observer = new DnsObserver(EmbeddedResolver.InProcess(new ZoneAnswers()), TimeProvider.System, options);
        Assert.Equal(LookupOutcome.Failed, (await observer.ObserveCaaAsync(new("shop.test", [], true), default)).Steps.Single().Outcome);
        var answer = (await observer.ObserveRecordAsync(Question("_t.shop.test"), default)).Answers.Single();
        Assert.Equal(LookupOutcome.Failed, answer.Outcome);
        Assert.Contains("no server of the root", answer.Detail, StringComparison.Ordinal);
    }

    private DnsObserver Observer() => new(EmbeddedResolver.InProcess(new ZoneAnswers()), TimeProvider.System,
        ObserverFixture.Fast with { RootHints = [IPAddress.Parse("127.0.0.11")], AuthoritativeEndpoint = world.EndpointOf });

    private async Task<IReadOnlyList<RecordAnswer>> AskAsync(string owner)
    {
        Require();
        return (await Observer().ObserveRecordAsync(Question(owner), default)).Answers;
    }

    private static RecordQuestion Question(string owner) => new("r", owner, "_v.shop.shop.test", [], Authoritative: true, WithText: true, OwnZone: false);

    private static CancellationToken Require()
    {
        ExternalPrograms.Require("named");
        return default;
    }
}
