using CsCheck;
using Reconciler.Adapters.Dns;
using Reconciler.Adapters.Dns.Embedded;
using Reconciler.Core.Actual;

namespace Reconciler.Adapters.Tests.Dns;

public class ZoneAnswersTests
{
    [Fact(DisplayName = "aliases inside our own zones are followed, a loop of them ends")]
    public void Loop()
    {
        var zones = new ZoneAnswers();
        zones.Load(["a.example"], [new("one.a.example", "CNAME", "two.a.example", 1), new("two.a.example", "CNAME", "one.a.example", 1)], 1);
        var answer = zones.Answer("one.a.example", RecordType.TXT);
        Assert.Equal(ResponseCode.NoError, answer.Code);
        Assert.InRange(answer.Answers.Length, 2, 11);
    }

    [Fact(DisplayName = "an alias into our own zone to a name that is not there answers the alias and NXDOMAIN")]
    public void Dangling()
    {
        var zones = new ZoneAnswers();
        zones.Load(["a.example", "b.example"], [new("one.a.example", "CNAME", "none.b.example", 1)], 1);
        var answer = zones.Answer("one.a.example", RecordType.TXT);
        Assert.Equal(ResponseCode.NoSuchName, answer.Code);
        Assert.Single(answer.Answers);
        Assert.Equal("b.example", Assert.Single(answer.Authority).Owner);
    }

    [Fact(DisplayName = "the longest zone answers; a zone that is gone is refused")]
    public void Longest_zone()
    {
        var zones = new ZoneAnswers();
        zones.Load(["example", "shop.example"], [], 1);
        Assert.Equal("shop.example", Assert.Single(zones.Answer("x.shop.example", RecordType.A).Authority).Owner);
        zones.Load(["example"], [], 2);
        Assert.Equal("example", Assert.Single(zones.Answer("x.shop.example", RecordType.A).Authority).Owner);
        zones.Load([], [], 3);
        Assert.Equal(ResponseCode.Refused, zones.Answer("x.shop.example", RecordType.A).Code);
    }

    [Fact(DisplayName = "after any sequence of updates the answers are those of loading the result at once")]
    public void Updates_equal_loading()
    {
        string[] owners = ["x.zone.example", "a.x.zone.example", "b.a.x.zone.example", "y.zone.example", "zone.example", "ns.zone.example"];
        var owner = Gen.Int[0, owners.Length - 1].Select(i => owners[i]);
        var type = Gen.Bool.Select(text => text ? "TXT" : "CNAME");
        var step = Gen.Select(owner, type, Gen.Bool, Gen.Int[1, 3]);
        step.Array[0, 20].Sample(steps =>
        {
            var updated = new ZoneAnswers();
            updated.Load(["zone.example"], [], 0);
            var held = new Dictionary<(string, string), ZoneRecord>();
            foreach (var (name, kind, remove, value) in steps)
            {
                var record = new ZoneRecord(name, kind, $"v{value}.elsewhere.test", 1);
                if (remove) updated.Update([], [(name, kind)], 1);
                else updated.Update([record], [], 1);
                if (remove) held.Remove((name, kind));
                else held[(name, kind)] = record;
            }

            var loaded = new ZoneAnswers();
            loaded.Load(["zone.example"], held.Values, 1);
            foreach (var name in (string[])["x.zone.example", "a.x.zone.example", "b.a.x.zone.example", "y.zone.example", "zone.example", "no.zone.example"])
            {
                foreach (var asked in (RecordType[])[RecordType.TXT, RecordType.CNAME, RecordType.A])
                {
                    var (left, right) = (updated.Answer(name, asked), loaded.Answer(name, asked));
                    Assert.Equal(right.Code, left.Code);
                    Assert.Equal([.. right.Answers], (AnswerRecord[])[.. left.Answers]);
                    Assert.Equal([.. right.Authority], (AnswerRecord[])[.. left.Authority]);
                }
            }
        });
    }

    [Fact(DisplayName = "10 000 records are served, and one more is set without touching them")]
    public void Many()
    {
        var zones = new ZoneAnswers();
        var records = Enumerable.Range(0, 10_000).Select(i => new ZoneRecord($"_r{i}.d{i % 100}.zone.example", "TXT", $"v{i}", 60)).ToList();
        zones.Load(["zone.example"], records, 1);
        zones.Update([new("_r77.d77.zone.example", "TXT", "fresh", 60)], [], 2);
        Assert.Equal("fresh", zones.Answer("_r77.d77.zone.example", RecordType.TXT).Answers.Single().Value);
        Assert.Equal("v9999", zones.Answer("_r9999.d99.zone.example", RecordType.TXT).Answers.Single().Value);
    }
}
