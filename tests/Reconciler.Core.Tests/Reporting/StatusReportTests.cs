using System.Text;
using Reconciler.Core.Actual;
using Reconciler.Core.Diagnostics;
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
