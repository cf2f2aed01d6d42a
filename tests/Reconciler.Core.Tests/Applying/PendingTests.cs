using Reconciler.Core.Actual;
using Reconciler.Core.Cycle;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;
using Reconciler.Testing.Cycle;
using Reconciler.Testing.Desired;

namespace Reconciler.Core.Tests.Applying;

public class PendingTests
{
    private const string Issue = "default/local/certificate/www#issue";
    private static readonly DateTimeOffset Start = Reconciler.Testing.ManualTime.Start;
    private readonly CycleBench _bench = new();
    private readonly DesiredBuilder _desired = Worlds.ByHand().Shop("www", "www.shop.example");

    [Fact(DisplayName = "DNS-11 a daemon looks for a missing record at intervals that grow to a quarter of an hour, for 72 hours; then it is VALIDATION_TIMED_OUT and nobody looks any more")]
    public async Task Times_out()
    {
        var looks = await LookUntilStalledAsync();

        Assert.InRange(looks.Count, 290, 900);
        Assert.All(looks.Zip(looks.Skip(1)), pair => Assert.InRange((pair.Second - pair.First).TotalSeconds, 5, 900));
        Assert.True(looks[4] - looks[0] < TimeSpan.FromMinutes(3), "the first looks are near");
        Assert.InRange(looks[^1], Start.AddHours(72).AddMinutes(-15), Start.AddHours(72).AddMinutes(15));
        var timedOut = await _bench.CertificateAsync("www");
        Assert.Equal(CertificateStatus.ValidationTimedOut, timedOut.Status);
        Assert.Equal((WaitCodes.ValidationTimedOut, null, Start.AddHours(72)), (timedOut.Condition!.Code, timedOut.Condition.NextTry, timedOut.Condition.Deadline));

        _bench.Time.Advance(TimeSpan.FromDays(1));
        WriteRecord();
        var asked = _bench.Dns.Asked.Count;
        var plan = await RunAsync(Tries.Due);
        Assert.Equal(WaitCodes.ValidationTimedOut, Assert.Single(plan.Waiting).Code);
        Assert.Equal(WaitCodes.ValidationTimedOut, Assert.Single((await RunAsync(Tries.All)).Waiting).Code);
        Assert.Equal(asked, _bench.Dns.Asked.Count);
    }

    [Fact(DisplayName = "DNS-11 what timed out is tried again with apply --retry, and has 72 hours again")]
    public async Task Retried()
    {
        await LookUntilStalledAsync();
        var plan = await RunAsync(Tries.Afresh);
        var pending = await _bench.CertificateAsync("www");
        Assert.Equal(WaitCodes.PendingValidation, Assert.Single(plan.Waiting).Code);
        Assert.Equal(CertificateStatus.PendingValidation, pending.Status);
        Assert.Equal(_bench.Time.GetUtcNow().AddHours(72), pending.Condition!.Deadline);

        WriteRecord();
        _bench.Time.Set(pending.Condition.NextTry!.Value);
        Assert.Empty((await RunAsync(Tries.Due)).Waiting);
        Assert.Equal(CertificateStatus.Issued, (await _bench.CertificateAsync("www")).Status);
        Assert.Empty((await _bench.StateAsync()).Retries);
    }

    [Fact(DisplayName = "DNS-11 what timed out is tried again when its manifest changes")]
    public async Task Changed()
    {
        await LookUntilStalledAsync();
        var changed = Worlds.ByHand().Shop("www", "www.shop.example", spec => spec with { KeyAlgorithm = KeyAlgorithm.EC_secp384r1 });
        var plan = await RunAsync(Tries.Due, changed);
        Assert.Equal(WaitCodes.PendingValidation, Assert.Single(plan.Waiting).Code);
        var pending = await _bench.CertificateAsync("www");
        Assert.Equal((1, _bench.Time.GetUtcNow().AddHours(72)), (pending.Condition!.Attempts, pending.Condition.Deadline));
    }

    [Fact(DisplayName = "DNS-11 the plan shows next try and deadline, the same that the certificate stores; a daemon's plan before the next try asks nobody and changes nothing")]
    public async Task Shown()
    {
        await RunAsync(Tries.Due);
        var condition = (await _bench.CertificateAsync("www")).Condition!;
        var serial = (await _bench.StateAsync()).Serial;
        var asked = _bench.Dns.Asked.Count;

        var plan = await RunAsync(Tries.Due);

        var waiting = Assert.Single(plan.Waiting);
        Assert.Equal((condition.NextTry, condition.Deadline, condition.Message), (waiting.NextTry, waiting.Deadline, waiting.Sentence));
        Assert.Equal(Start.AddHours(72), waiting.Deadline);
        Assert.Equal(asked, _bench.Dns.Asked.Count);
        Assert.Equal(serial, (await _bench.StateAsync()).Serial);
    }

    [Fact(DisplayName = "DNS-11 a person's apply looks at once, however far the next try is, and the time-out is not put off by it")]
    public async Task Asked_for()
    {
        for (var i = 0; i < 20; i++)
        {
            await RunAsync(Tries.All);
            _bench.Time.Advance(TimeSpan.FromHours(1));
        }

        var condition = (await _bench.CertificateAsync("www")).Condition!;
        Assert.Equal((20, Start.AddHours(72)), (condition.Attempts, condition.Deadline));
        Assert.True(condition.Since == Start);
        WriteRecord();
        await RunAsync(Tries.All);
        Assert.Equal(CertificateStatus.Issued, (await _bench.CertificateAsync("www")).Status);
    }

    [Fact(DisplayName = "DNS-11 a clock put forward and back: what timed out under the wrong clock is looked for again, and a next try far ahead is not waited for")]
    public async Task Clock()
    {
        await RunAsync(Tries.Due);
        _bench.Time.Advance(TimeSpan.FromDays(365));
        await RunAsync(Tries.Due);
        Assert.Equal(CertificateStatus.ValidationTimedOut, (await _bench.CertificateAsync("www")).Status);
        _bench.Time.Advance(TimeSpan.FromDays(-365));
        await RunAsync(Tries.Due);
        Assert.Equal(CertificateStatus.PendingValidation, (await _bench.CertificateAsync("www")).Status);

        _bench.Time.Advance(TimeSpan.FromDays(-1));
        WriteRecord();
        await RunAsync(Tries.Due);
        Assert.Equal(CertificateStatus.Issued, (await _bench.CertificateAsync("www")).Status);
    }

    [Fact(DisplayName = "DNS-09 a renewal whose record is gone is looked for until the certificate ends, and goes on when the record returns")]
    public async Task Renewal()
    {
        WriteRecord();
        await _bench.ReachAsync(_desired);
        var first = (await _bench.CertificateAsync("www")).Current!;
        _bench.Dns.Aliases.Clear();
        _bench.Time.Set(first.NotAfter.AddDays(-20));
        for (var day = 0; day < 10; day++)
        {
            await RunAsync(Tries.Due);
            _bench.Time.Advance(TimeSpan.FromDays(1));
        }

        var pending = await _bench.CertificateAsync("www");
        Assert.Equal((WaitCodes.PendingValidation, first.NotAfter), (pending.Condition!.Code, pending.Condition.Deadline));
        Assert.Equal(CertificateStatus.Issued, pending.Status);
        WriteRecord();
        await RunAsync(Tries.Due);
        Assert.True((await _bench.CertificateAsync("www")).Current!.NotAfter > first.NotAfter);
    }

    [Fact(DisplayName = "ISS-01 a pending certificate blocks no other: one whose proof is there is issued beside it")]
    public async Task Beside()
    {
        await RunAsync(Tries.Due);
        var both = Worlds.ByHand().Shop("www", "www.shop.example").Private("api");
        var plan = await RunAsync(Tries.Due, both);
        Assert.Equal("default/local/certificate/www", Assert.Single(plan.Waiting).Id);
        Assert.Equal(CertificateStatus.Issued, (await _bench.CertificateAsync("api")).Status);
    }

    /// <summary>Runs at each stored next try; returns when that was.</summary>
    private async Task<List<DateTimeOffset>> LookUntilStalledAsync()
    {
        List<DateTimeOffset> looks = [];
        while (true)
        {
            await RunAsync(Tries.Due);
            looks.Add(_bench.Time.GetUtcNow());
            var tries = (await _bench.StateAsync()).Retries[Issue];
            if (tries.NextTry is not { } next) return looks;
            _bench.Time.Set(next);
        }
    }

    private async Task<Plan> RunAsync(Tries tries, DesiredBuilder? desired = null)
    {
        var options = new PlanOptions(Tries: tries);
        var planned = await _bench.PlanAsync(desired ?? _desired, options);
        if (planned.HasWork) await _bench.ApplyAsync(planned, options);
        return planned.Plan;
    }

    private void WriteRecord()
    {
        foreach (var record in _desired.BuildWithRecords().Records) _bench.Dns.Aliases[record.Owner] = record.Target;
    }
}
