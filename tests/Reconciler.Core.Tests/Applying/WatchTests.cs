using Reconciler.Core.Actual;
using Reconciler.Core.Cycle;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;
using Reconciler.Core.Reporting;
using Reconciler.Core.Validation;
using Reconciler.Testing.Cycle;
using Reconciler.Testing.Desired;

namespace Reconciler.Core.Tests.Applying;

public class WatchTests
{
    private static readonly WorldLook Sweep = new(PlanScope.All, PlanScope.All);
    private readonly CycleBench _bench = new();
    private readonly DesiredBuilder _desired = Worlds.ByHand().Shop("www", "www.shop.example").Shop("both", "www.shop.example api.shop.example");

    [Fact(DisplayName = "DNS-09 a record of a certificate in use is looked at once a day, at an instant of its own; nothing else is asked for it")]
    public async Task Daily()
    {
        await IssueAsync();
        List<DateTimeOffset> looks = [];
        for (var hour = 1; hour <= 240; hour++)
        {
            _bench.Time.Advance(TimeSpan.FromHours(1));
            var before = Asked("www.shop.example");
            await RunAsync();
            if (Asked("www.shop.example") > before) looks.Add(_bench.Time.GetUtcNow());
        }

        Assert.InRange(looks.Count, 10, 11);
        Assert.All(looks.Skip(1).Zip(looks.Skip(2)), pair => Assert.Equal(TimeSpan.FromDays(1), pair.Second - pair.First));
        Assert.Empty(_bench.Dns.Asked.OfType<CaaQuestion>().Skip(4));
        var sighting = (await _bench.StateAsync()).Sightings[Record("www.shop.example").Id];
        Assert.Equal((looks[^1], looks[^1], null), (sighting.AskedAt, sighting.SeenAt, sighting.LostSince));
    }

    [Fact(DisplayName = "DNS-09 the looks of many records are spread over the day")]
    public void Spread_over_the_day()
    {
        var now = Testing.ManualTime.Start;
        var records = Enumerable.Range(0, 2400).Select(i => Record("www.shop.example") with { Owner = $"_{i:x32}.shop.example" }).ToList();
        var asked = records.ToDictionary(record => record.Id, record => new RecordSighting { Account = record.Account, Owner = record.Owner, Domain = record.Domain, Zone = record.Zone, AskedAt = now });
        for (var hour = 1; hour <= 24; hour++)
        {
            var at = now.AddHours(hour);
            var due = records.Where(record => ValidationWatch.IsDue(record, asked[record.Id], at)).ToList();
            Assert.InRange(due.Count, 50, 150);
            foreach (var record in due) asked[record.Id] = asked[record.Id] with { AskedAt = at };
        }

        Assert.All(asked.Values, sighting => Assert.True(sighting.AskedAt > now));
    }

    [Fact(DisplayName = "DNS-09 the loss of a record is one change of the state with the renewals that will fail, said by status, plan and explain with the date; its return is one more and clears it")]
    public async Task Lost_and_found()
    {
        await IssueAsync();
        var due = await DueAsync("www");
        _bench.Dns.Aliases.Remove(Record("www.shop.example").Owner, out _);
        _bench.Time.Advance(TimeSpan.FromDays(1));

        await RunAsync();
        Assert.Contains(_bench.Sink.Notes, note => note.Contains("www.shop.example is missing", StringComparison.Ordinal));
        var first = _bench.Store.Changes.OfType<StateChange.ValidationLost>().ToList();
        for (var i = 0; i < 5; i++) await RunAsync(advance: TimeSpan.FromHours(1));

        var lost = Assert.Single(_bench.Store.Changes.OfType<StateChange.ValidationLost>());
        Assert.Same(Assert.Single(first), lost);
        Assert.Equal(("www.shop.example", Testing.ManualTime.Start.AddDays(1)), (lost.Sighting.Domain, lost.Sighting.LostSince));
        Assert.Equal([Worlds.Id("both"), Worlds.Id("www")], lost.Renewals.Select(renewal => renewal.Certificate));
        Assert.Equal(due, lost.Renewals[1].Due);
        var planned = await _bench.PlanAsync(_desired, new(Offline: true));
        Assert.Contains($"renewal of certificate/www will fail at {Instants.Format(due)}", Assert.Single(planned.Plan.Notices, notice => notice.Id == Worlds.Id("www").Text).Sentence, StringComparison.Ordinal);
        var status = StatusText.Render(StatusBoard.Of(planned.Actual, _bench.Time.GetUtcNow()), Ink.Off);
        Assert.Contains("VALIDATION_LOST: the record of www.shop.example is missing since", status, StringComparison.Ordinal);
        Assert.Contains($"renewal will fail at {Instants.Format(due)}", status, StringComparison.Ordinal);
        Assert.Contains("the record of www.shop.example is missing since", new ObjectStory(planned, [], new("", new HashSet<string>()), Ink.Off).Tell(Worlds.Id("www")), StringComparison.Ordinal);

        WriteRecords();
        for (var i = 0; i < 5; i++) await RunAsync(advance: TimeSpan.FromHours(1));
        var found = Assert.Single(_bench.Store.Changes.OfType<StateChange.ValidationFound>());
        Assert.Equal([Worlds.Id("both"), Worlds.Id("www")], found.Certificates.AsEnumerable());
        Assert.Empty((await _bench.PlanAsync(_desired, new(Offline: true))).Plan.Notices);
        Assert.DoesNotContain("VALIDATION_LOST", StatusText.Render(StatusBoard.Of(await _bench.StateAsync(), _bench.Time.GetUtcNow()), Ink.Off), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "DNS-09 a look-up that fails is no loss, and is made again at the next sweep")]
    public async Task Failed()
    {
        await IssueAsync();
        _bench.Dns.Broken[Record("www.shop.example").Owner] = 0;
        _bench.Time.Advance(TimeSpan.FromDays(1));
        var asked = Asked("www.shop.example");
        await RunAsync();
        await RunAsync(advance: TimeSpan.FromHours(1));
        Assert.Equal(asked + 2, Asked("www.shop.example"));
        Assert.Empty(_bench.Store.Changes.OfType<StateChange.ValidationLost>());
    }

    [Fact(DisplayName = "DNS-09 RNW-02 what is not in use is not watched, and status says INELIGIBLE from when its renewal would begin")]
    public async Task Not_in_use()
    {
        var idle = Worlds.ByHand().Shop("www", "www.shop.example", spec => spec with { Targets = [] });
        WriteRecords();
        await _bench.ReachAsync(idle);
        var asked = Asked("www.shop.example");
        for (var i = 0; i < 3; i++) await RunAsync(idle, advance: TimeSpan.FromDays(1));
        Assert.Equal(asked, Asked("www.shop.example"));
        Assert.Empty((await _bench.StateAsync()).Sightings);
        Assert.DoesNotContain("INELIGIBLE", await StatusAsync(), StringComparison.Ordinal);

        _bench.Time.Set((await _bench.CertificateAsync("www")).Current!.NotAfter.AddDays(-10));
        await RunAsync(idle);
        Assert.Contains("INELIGIBLE: it is not in use", await StatusAsync(), StringComparison.Ordinal);
        Assert.Equal(1, (await _bench.CertificateAsync("www")).Generation);
    }

    [Fact(DisplayName = "DNS-09 what nobody needs any more is watched no more")]
    public async Task Not_needed()
    {
        await IssueAsync();
        await RunAsync(advance: TimeSpan.FromDays(1));
        Assert.Equal(2, (await _bench.StateAsync()).Sightings.Count);
        await RunAsync(Worlds.ByHand().Shop("www", "www.shop.example"));
        Assert.Equal("www.shop.example", Assert.Single((await _bench.StateAsync()).Sightings).Value.Domain);
    }

    private async Task<string> StatusAsync() => StatusText.Render(StatusBoard.Of(await _bench.StateAsync(), _bench.Time.GetUtcNow()), Ink.Off);

    private async Task<DateTimeOffset> DueAsync(string name) => (await _bench.CertificateAsync(name)).NextDue!.Value;

    private async Task IssueAsync()
    {
        WriteRecords();
        await _bench.ReachAsync(_desired);
    }

    private async Task RunAsync(DesiredBuilder? desired = null, TimeSpan advance = default)
    {
        _bench.Time.Advance(advance);
        var options = new PlanOptions(Tries: Tries.Due, Look: Sweep);
        var planned = await _bench.PlanAsync(desired ?? _desired, options);
        if (planned.HasWork) await _bench.ApplyAsync(planned, options);
    }

    private int Asked(string domain) => _bench.Dns.Asked.OfType<RecordQuestion>().Count(question => question.RecordId == Record(domain).Id);

    private WantedRecord Record(string domain) => _desired.BuildWithRecords().Records.Single(record => record.Domain == domain);

    private void WriteRecords()
    {
        foreach (var record in _desired.BuildWithRecords().Records) _bench.Dns.Aliases[record.Owner] = record.Target;
    }
}
