using System.Text.Json;
using Reconciler.Core.Domain;
using Reconciler.Testing;

namespace Reconciler.Web.Tests;

public sealed class MetricsOfNotificationsTests
{
    [Fact(DisplayName = "OBS-02 metrics and status say what a notification has not told yet; without notifications there is no such metric")]
    public async Task Untold()
    {
        await using var server = await AskedServer.StartAsync();
        Assert.DoesNotContain("reconciler_notification", await (await server.GetAsync("metrics")).Content.ReadAsStringAsync(), StringComparison.Ordinal);

        server.Subscribers = [new(ResourceId.Global(ResourceKind.Notification, "default", "ops"), 3, ManualTime.Start, 2, "it answered 503", ManualTime.Start.AddMinutes(1), 7)];

        var metrics = await (await server.GetAsync("metrics")).Content.ReadAsStringAsync();
        Assert.Contains("reconciler_notification_undelivered{account=\"default\",name=\"ops\"} 3\n", metrics, StringComparison.Ordinal);
        Assert.Contains("reconciler_notification_given_up_total{account=\"default\",name=\"ops\"} 7\n", metrics, StringComparison.Ordinal);
        using var status = JsonDocument.Parse(await (await server.GetAsync("api/v1/status")).Content.ReadAsStringAsync());
        Assert.Contains("it answered 503", status.RootElement.GetRawText(), StringComparison.Ordinal);
    }
}
