using Reconciler.Core.Cycle;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;
using Reconciler.Core.Tests.Applying;
using Reconciler.Testing.Cycle;
using Reconciler.Testing.Desired;

namespace Reconciler.Core.Tests.Cycle;

/// <summary>Which objects a daemon's cycle looks at, for each kind of change, and what it reads for that.</summary>
public sealed class KeptWorldTests
{
    private readonly CycleBench _bench = new();
    private readonly KeptWorld _kept = new(TimeSpan.FromDays(1000));

    [Fact(DisplayName = "A cycle after a commit plans what the commit touched, and reads back what it changed")]
    public async Task Commit()
    {
        var names = Enumerable.Range(10, 80).Select(i => $"c{i}").ToList();
        DesiredBuilder Of(int edited) => names.Aggregate(Worlds.Private(), (builder, name) => builder.Private(
            name, spec => names.IndexOf(name) < edited ? spec with { KeyAlgorithm = KeyAlgorithm.EC_secp384r1 } : spec));
        await StartAsync(Of(0));
        _bench.Store.Reads.Clear();

        var cycle = await RunAsync(Of(10));

        Assert.Equal(10, cycle.Plan.Changes.Length);
        Assert.Equal(names.Take(10), Certificates(cycle.Scope));
        var read = Assert.Single(_bench.Store.Reads);
        Assert.Equal(names.Take(10), read!.Certificates.Select(id => id.Name).Order(StringComparer.Ordinal));
        Assert.Empty(read.Authorities);
    }

    [Fact(DisplayName = "A quiet cycle reads the mark of the state alone and plans nothing but authorities")]
    public async Task Quiet()
    {
        await StartAsync(World());
        await RunAsync(World());
        _bench.Store.Reads.Clear();
        var cycle = await RunAsync(World());
        Assert.Empty(_bench.Store.Reads);
        Assert.Equal(["corp", "root", "web"], cycle.Scope.Ids.Select(id => id.Name).Order(StringComparer.Ordinal));
    }

    [Theory(DisplayName = "What is declared differently concerns what depends on it")]
    [InlineData("certificate", "alone")]
    [InlineData("tags of an authority", "")]
    [InlineData("authority", "alone placed")]
    [InlineData("root authority", "alone one placed two")]
    [InlineData("target", "placed")]
    [InlineData("method", "one two")]
    [InlineData("provider", "one two")]
    [InlineData("shared domain", "one two")]
    [InlineData("removed", "alone")]
    public async Task Dependents(string edit, string concerned)
    {
        await StartAsync(World());
        await RunAsync(World());
        var cycle = await PlanAsync(Edited(World(), edit));
        Assert.Equal(concerned.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), Certificates(cycle.Scope));
    }

    [Theory(DisplayName = "An account that is declared differently, another writer and a clock that was put back concern everything")]
    [InlineData("account")]
    [InlineData("writer")]
    [InlineData("clock")]
    public async Task Everything(string change)
    {
        await StartAsync(World());
        var world = World();
        if (change == "account") world.Account("default", ["local"], spec => spec with { Limits = new() { Remove = new(1, 1) } });
        if (change == "writer") await _bench.ApplyAsync(World().Private("other"));
        if (change == "clock") _bench.Time.Advance(TimeSpan.FromHours(-2));
        Assert.True((await PlanAsync(world)).Scope.IsAll);
    }

    [Fact(DisplayName = "What is due by the clock is planned at its instant, and what is not stays out")]
    public async Task Due()
    {
        DesiredBuilder Fleet() => Worlds.Private().Private("short", spec => spec with { Validity = Validity.For(Period.Parse("30d")) }).Private("long");
        await StartAsync(Fleet());
        await RunAsync(Fleet());
        _bench.Time.Set((await _bench.CertificateAsync("short")).NextDue!.Value);
        var cycle = await PlanAsync(Fleet());
        Assert.Equal(["short"], Certificates(cycle.Scope));
        Assert.Equal([PlanVerb.Rekey], cycle.Plan.Changes.Where(change => change is PlanAction.IssueCertificate).Select(change => change.Verb));
    }

    [Fact(DisplayName = "A change that failed is planned again when its next try comes, and counts as open until it is done")]
    public async Task Retry()
    {
        await StartAsync(World());
        await RunAsync(World());
        _bench.Target.Broken.Add("/srv/edge");
        var world = World().Deployed("later");
        await RunAsync(world);
        Assert.Equal(["default/local/certificate/later@edge#deploy"], _kept.Open);

        await RunAsync(world);
        Assert.Equal(["default/local/certificate/later@edge#deploy"], _kept.Open);
        Assert.Empty(Certificates((await RunAsync(world)).Scope));

        _bench.Target.Broken.Clear();
        _bench.Time.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal(["later"], Certificates((await RunAsync(world)).Scope));
        Assert.Empty(_kept.Open);
    }

    [Fact(DisplayName = "GIT-06 removals that are still to be tried again count together with new ones")]
    public async Task Guard()
    {
        DesiredBuilder Of(int from) => Enumerable.Range(from, 10 - from).Aggregate(Worlds.Private(), (builder, i) => builder.Deployed($"c{i}"));
        await StartAsync(Of(0));
        _bench.Target.Broken.Add("/srv/edge");
        await RunAsync(Of(3));
        _bench.Time.Advance(TimeSpan.FromMilliseconds(1));
        await RunAsync(Of(3));
        var cycle = await PlanAsync(Of(4));
        Assert.Contains("would remove 4 certificates", Assert.Single(cycle.Plan.Blocked).Sentence, StringComparison.Ordinal);
        Assert.False(cycle.Scope.IsAll);
    }

    [Fact(DisplayName = "Everything below an authority that is renewed is planned with it, and waits for it")]
    public async Task Renewal()
    {
        await StartAsync(World());
        await RunAsync(World());
        _bench.Time.Advance(TimeSpan.FromDays(365 * 3));
        await RunAsync(World());
        await RunAsync(World());
        var due = (await _bench.StateAsync()).Authorities[Worlds.Authority("corp")].Current!.NotAfter - TimeSpan.FromDays(400);
        _bench.Time.Set(due);
        var cycle = await PlanAsync(World());
        Assert.Contains(cycle.Plan.Changes, change => change is PlanAction.RenewAuthority renew && renew.Authority.Name == "corp");
        Assert.Contains("placed", Certificates(cycle.Scope));
        Assert.False(cycle.Scope.IsAll);
    }

    [Fact(DisplayName = "A run that was cut off leaves nothing that is believed")]
    public async Task Cut_off()
    {
        await StartAsync(World());
        _bench.Store.CutOffAfter = _ => true;
        await Assert.ThrowsAsync<CutOffException>(() => RunAsync(World().Private("other")));
        Assert.True((await PlanAsync(World().Private("other"))).Scope.IsAll);
    }

    private static DesiredBuilder World()
    {
        var world = Worlds.Public().Private("alone").Deployed("placed");
        return world.Certificate("one", "web", "shop.example", spec => spec with { Validation = world.ValidationId("dns"), KeyAlgorithm = KeyAlgorithm.EC_prime256v1 })
            .Certificate("two", "web", "shop.example b.shop.example", spec => spec with { Validation = world.ValidationId("dns"), KeyAlgorithm = KeyAlgorithm.EC_prime256v1 });
    }

    private static DesiredBuilder Edited(DesiredBuilder world, string edit)
    {
        var edited = new DesiredBuilder();
        foreach (var resource in world.Resources)
        {
            if (edit == "removed" && resource.Id.Name == "alone") continue;
            edited.Add((edit, resource) switch
            {
                ("certificate", Certificate { Id.Name: "alone" } certificate) => certificate with { Spec = certificate.Spec with { RenewBefore = Period.Days(9) } },
                ("tags of an authority", CertificateAuthority { Id.Name: "corp" } authority) => authority with { Tags = authority.Tags.Add("team", "web") },
                ("authority", CertificateAuthority { Id.Name: "corp" } authority) => authority with { Spec = authority.Spec with { State = DesiredAuthorityState.Disabled } },
                ("root authority", CertificateAuthority { Id.Name: "root" } authority) => authority with { Spec = authority.Spec with { State = DesiredAuthorityState.Disabled } },
                ("target", Target target) => target with { Spec = ((TargetSpec.Files)target.Spec) with { Owner = "nobody" } },
                ("method", ValidationMethod method) => method with { Spec = method.Spec with { Agree = 1 } },
                ("provider", DnsProvider provider) => provider with { Spec = new DnsProviderSpec.ZoneFile { File = "other.zone", Zones = provider.Spec.Zones } },
                ("shared domain", Certificate { Id.Name: "one" } certificate) => certificate with { Spec = certificate.Spec with { Domains = [DesiredBuilder.Name("c.shop.example")] } },
                _ => resource,
            });
        }

        return edited;
    }

    /// <summary>Twice: what the first cycle issued is looked at once more.</summary>
    private async Task StartAsync(DesiredBuilder world)
    {
        await RunAsync(world);
        await RunAsync(world);
    }

    private Task<PlannedCycle> PlanAsync(DesiredBuilder world) => _bench.PlanAsync(world, Options);

    private async Task<PlannedCycle> RunAsync(DesiredBuilder world)
    {
        var cycle = await PlanAsync(world);
        if (cycle.HasWork) Assert.Null((await _bench.ApplyAsync(cycle, Options)).Changed);
        return cycle;
    }

    private PlanOptions Options => new(Tries: Tries.Due, Look: WorldLook.Whole, Kept: _kept);

    private static IEnumerable<string> Certificates(PlanScope scope) => scope.Ids.Where(id => id.Kind == ResourceKind.Certificate).Select(id => id.Name).Order(StringComparer.Ordinal);
}
