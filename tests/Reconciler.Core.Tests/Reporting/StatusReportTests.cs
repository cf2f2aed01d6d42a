using System.Text;
using Reconciler.Core.Actual;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;
using Reconciler.Core.Reporting;
using Reconciler.Testing;
using Snapshooter.Xunit;

namespace Reconciler.Core.Tests.Reporting;

public class StatusReportTests
{
    private static StatusBoard Board(int days = 5) => StatusBoard.Of(SamplePlans.State(), ManualTime.Start.AddDays(days));

    [Fact(DisplayName = "ISS-01 Status lists every object with its end, its next due instant, its targets and what it waits for")]
    public void Text() => Snapshot.Match(StatusText.Render(Board(), Ink.Off), "status.txt");

    [Fact(DisplayName = "ISS-01 Status as JSON holds identity, crn, serial and tags too")]
    public void Json() => Snapshot.Match(Encoding.UTF8.GetString(StatusJson.Render(Board())), "status.json.txt");

    [Fact(DisplayName = "OBS-04 What a daemon tells reads back as the same status, line for line; what is no status is refused, whatever it holds")]
    public void Read_back()
    {
        var json = LoopJson.Render(new() { Started = ManualTime.Start }, Board());
        var read = StatusJsonReader.ReadDaemon(json, "there");
        Assert.Equal(StatusText.Render(Board(), new Ink(true)), StatusText.Render(read, new Ink(true)));
        Assert.Equal(new StateMark(Board().Lineage, Board().Serial), StatusJsonReader.ReadMark(StatusJson.Render(Board()), "there"));
        for (var length = 0; length < json.Length; length += 97) Assert.Throws<ReconcilerException>(() => StatusJsonReader.ReadDaemon(json.AsMemory(0, length), "there"));
        foreach (var other in (string[])["{}", "[]", "1", "{\"status\":{}}", "{\"status\":{\"state\":{\"lineage\":1,\"serial\":\"x\"}}}"])
            Assert.Throws<ReconcilerException>(() => StatusJsonReader.ReadDaemon(Encoding.UTF8.GetBytes(other), "there"));
    }

    [Fact(DisplayName = "OBS-04 Nothing that a daemon tells is lost on the way: lost records, what is ineligible, deadlines, notifications that are behind")]
    public void Read_back_all()
    {
        var (since, row) = (ManualTime.Start.AddDays(1), Board().Rows[0]);
        var lost = new RecordSighting { Account = "default", Owner = "_a.shop.example", Domain = "shop.example", Zone = "validations.example.net", AskedAt = since, SeenAt = ManualTime.Start, LostSince = since, Detail = "there is no such record" };
        var board = Board() with
        {
            Rows =
            [
                row with { Condition = new("PENDING_VALIDATION", "not seen yet", since, since.AddHours(1), 1) { Deadline = since.AddHours(72) }, ExportedAt = since },
                row with { Id = "default/local/certificate/lost", Renewal = new("PENDING_AUTO_RENEWAL", true, since.AddDays(9), [lost]) },
                row with { Id = "default/local/certificate/unused", Renewal = new(null, false, since, []) },
            ],
            Untold = [new(ResourceId.Global(ResourceKind.Notification, "default", "hook"), 3, since, 2, "refused", since.AddMinutes(5), 1)],
        };
        var read = StatusJsonReader.ReadDaemon(LoopJson.Render(new() { Started = ManualTime.Start }, board), "there");
        Assert.Equal(Encoding.UTF8.GetString(StatusJson.Render(board)), Encoding.UTF8.GetString(StatusJson.Render(read)));
        Assert.Equal(StatusText.Render(board, Ink.Off), StatusText.Render(read, Ink.Off));
    }

    [Fact(DisplayName = "ISS-01 What has ended by the clock is EXPIRED, whatever was written last")]
    public void Expired()
    {
        Assert.Equal("ISSUED", Row("certificate/renews", 5));
        Assert.Equal("EXPIRED", Row("certificate/renews", 31));
        Assert.Equal("REVOKED", Row("certificate/leaked", 500));
        Assert.Equal("EXPIRED", Row("authority/corp", 2000));

        static string Row(string id, int days) => Assert.Single(Board(days).Rows, row => row.Id.EndsWith(id, StringComparison.Ordinal)).Status;
    }

    [Fact(DisplayName = "Status of a state that does not exist says so; plain status holds no escape byte")]
    public void Plain()
    {
        Assert.Equal("Nothing was applied yet.\n", StatusText.Render(StatusBoard.Of(ActualState.Empty, ManualTime.Start), Ink.Off));
        Assert.DoesNotContain('\u001b', StatusText.Render(Board(), Ink.Off));
        Assert.DoesNotContain((byte)0x1b, StatusJson.Render(Board()));
        Assert.Contains('\u001b', StatusText.Render(Board(), new Ink(true)));
    }
}
