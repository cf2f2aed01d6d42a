using Reconciler.Core.Applying;
using Reconciler.Core.Cycle;
using Reconciler.Core.Planning;
using Reconciler.Testing.Applying;
using Reconciler.Testing.Cycle;
using Reconciler.Testing.Desired;

namespace Reconciler.Core.Tests.Applying;

public class RetryTests
{
    private const string Deploy = "default/local/certificate/a@edge#deploy";
    private readonly CycleBench _bench = new();

    [Fact(DisplayName = "What fails is written down with its tries, its last failure and its next try, which is later each time, and forgotten with success")]
    public async Task Transient()
    {
        var desired = Worlds.Private().Deployed("a");
        _bench.Target.Broken.Add("/srv/edge");
        var latest = TimeSpan.FromSeconds(5);
        for (var attempt = 1; attempt <= 12; attempt++)
        {
            await _bench.ApplyAsync(desired);
            var retry = (await _bench.StateAsync()).Retries[Deploy];
            latest = latest * 2 < TimeSpan.FromMinutes(15) ? latest * 2 : TimeSpan.FromMinutes(15);
            Assert.Equal((attempt, "/srv/edge is read-only", ManualTimeStart), (retry.Attempts, retry.LastFailure, retry.Since));
            Assert.InRange(retry.NextTry!.Value - _bench.Time.GetUtcNow(), TimeSpan.FromSeconds(5), latest);
            _bench.Time.Advance(TimeSpan.FromMinutes(1));
        }

        _bench.Target.Broken.Clear();
        await _bench.ReachAsync(desired);
        Assert.Empty((await _bench.StateAsync()).Retries);
    }

    [Fact(DisplayName = "A changed manifest begins the tries anew, and a change that nobody wants any more is forgotten")]
    public async Task Changed_manifest()
    {
        _bench.Target.Broken.Add("/srv/edge");
        await _bench.ApplyAsync(Worlds.Private().Deployed("a"));
        await _bench.ApplyAsync(Worlds.Private().Deployed("a"));
        Assert.Equal(2, (await _bench.StateAsync()).Retries[Deploy].Attempts);

        _bench.Target.Broken.Add("/srv/other");
        await _bench.ApplyAsync(new DesiredBuilder().Root("root").Subordinate("corp", "root").Files("edge", "/srv/other").Deployed("a"));
        Assert.Equal((1, "/srv/other is read-only"), ((await _bench.StateAsync()).Retries[Deploy].Attempts, (await _bench.StateAsync()).Retries[Deploy].LastFailure));

        await _bench.ReachAsync(Worlds.Private().Private("a"));
        Assert.Empty((await _bench.StateAsync()).Retries);
    }

    [Fact(DisplayName = "A person's --retry counts anew, and an apply tries again however far its next try is")]
    public async Task Asked_for()
    {
        var desired = Worlds.Private().Deployed("a");
        _bench.Target.Broken.Add("/srv/edge");
        for (var i = 0; i < 5; i++) await _bench.ApplyAsync(desired);
        Assert.Equal(5, (await _bench.StateAsync()).Retries[Deploy].Attempts);

        await _bench.ApplyAsync(await _bench.PlanAsync(desired), new PlanOptions(Tries: Tries.Afresh));

        Assert.Equal(1, (await _bench.StateAsync()).Retries[Deploy].Attempts);
    }

    [Fact(DisplayName = "What needs a person has no next try; what waits has one, the same that its certificate shows")]
    public async Task Stalled_and_waiting()
    {
        var desired = Worlds.Public().Shop("www", "www.shop.example").Shop("late", "late.shop.example");
        await _bench.ReachAsync(Worlds.Public());
        _bench.Dns.Caa["www.shop.example"] = [new(0, "issue", ";")];
        _bench.Zones.Unseen = true;
        foreach (var record in desired.BuildWithRecords().Records.Where(record => record.Domain == "www.shop.example")) _bench.Dns.Aliases[record.Owner] = record.Target;
        await _bench.ApplyAsync(desired);
        _bench.Zones.Unseen = false;
        await _bench.ApplyAsync(desired);

        var state = await _bench.StateAsync();

        Assert.Null(state.Retries["default/local/certificate/www#issue"].NextTry);
        Assert.StartsWith("CAA_ERROR", state.Retries["default/local/certificate/www#issue"].LastFailure, StringComparison.Ordinal);
        Assert.All(
            state.Retries.Where(retry => retry.Key.Contains("/certificate/late#", StringComparison.Ordinal)),
            retry => Assert.Equal(retry.Value.NextTry, state.Certificates[Worlds.Id("late")].Condition!.NextTry));
        Assert.Null(state.Certificates[Worlds.Id("www")].Condition!.NextTry);
    }

    [Fact(DisplayName = "Intervals lie anywhere between 5 s and their bound, which doubles up to 15 min")]
    public void Full_jitter()
    {
        var entropy = new SequentialEntropy();
        foreach (var (attempts, most) in ((int, int)[])[(1, 10), (2, 20), (3, 40), (7, 640), (8, 900), (40, 900), (int.MaxValue, 900)])
        {
            var waits = Enumerable.Range(0, 500).Select(_ => Backoff.After(attempts, entropy).TotalSeconds).ToList();
            Assert.All(waits, wait => Assert.InRange(wait, 5, most));
            Assert.True(waits.Distinct().Count() > 1);
        }
    }

    private static DateTimeOffset ManualTimeStart => Reconciler.Testing.ManualTime.Start;
}
