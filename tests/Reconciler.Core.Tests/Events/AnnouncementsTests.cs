using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Events;
using Reconciler.Testing.Desired;
using Reconciler.Testing.State;

namespace Reconciler.Core.Tests.Events;

public sealed class AnnouncementsTests
{
    [Fact(DisplayName = "OBS-01 A notification hears of its own account alone, and of the kinds that it names")]
    public void Audience()
    {
        var desired = new DesiredBuilder()
            .Notification("all", Exec())
            .Notification("ends", Exec(EventKind.Expired, EventKind.Expiring))
            .Account("shop", ["local"]).In("shop").Notification("others", Exec())
            .Build();
        var announcements = new Announcements(desired.Notifications);
        var told = StateSamples.Event(1, EventKind.Revoked);

        Assert.Equal(["default/notification/all"], Assert.Single(announcements.Of([told])).Notifications.Select(id => id.Text));
        Assert.Equal(["default/notification/all", "default/notification/ends"], Assert.Single(announcements.Of([told with { Kind = EventKind.Expired }])).Notifications.Select(id => id.Text));
        Assert.Empty(announcements.Of([told with { Subject = ResourceId.Certificate("nobody", "local", "www") }]));
        Assert.True(announcements.Wants("default", EventKind.Expired));
        Assert.False(announcements.Wants("nobody", EventKind.Expired));
    }

    [Fact(DisplayName = "OBS-01 Where nothing is declared nothing is announced")]
    public void Nobody() => Assert.True(new Announcements([]).IsEmpty);

    private static NotificationSpec.Exec Exec(params EventKind[] kinds) => new() { Command = ["true"], Events = [.. kinds] };
}
