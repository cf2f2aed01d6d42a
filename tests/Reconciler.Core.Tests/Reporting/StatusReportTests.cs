using System.Text;
using Reconciler.Core.Actual;
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
