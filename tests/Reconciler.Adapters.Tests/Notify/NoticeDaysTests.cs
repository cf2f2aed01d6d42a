using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Events;
using Reconciler.Testing;
using Reconciler.Testing.Cycle;
using Reconciler.Testing.Desired;
using static Reconciler.Adapters.Tests.Notify.OutboxBench;

namespace Reconciler.Adapters.Tests.Notify;

public sealed class NoticeDaysTests : IDisposable
{
    private readonly OutboxBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact(DisplayName = "RNW-05 OBS-01 Over sixty days, looked at twice a day, restarted each day and down for five, each notice is told once, and told days leave nothing behind")]
    public async Task Sixty_days()
    {
        var desired = new DesiredBuilder()
            .Root("root").Subordinate("corp", "root", authority => authority with { State = DesiredAuthorityState.Disabled })
            .Certificate("www", "corp", "www.corp.example").Notification("hook", new NotificationSpec.Exec { Command = ["true"] }).Build();
        var actual = AppliedState.Of(desired, ManualTime.Start).Build();
        var end = actual.Certificates[ResourceId.Certificate("default", "local", "www")].Current!.NotAfter;
        var announcements = new Announcements(desired.Notifications);
        var receiver = new Receiver();
        await _bench.AnnounceAsync(0, Hook);
        for (var half = -110; half <= 10; half++)
        {
            // Down from 17 days before the end to 12.
            if (half is > -34 and < -24) continue;
            _bench.Time.Set(end.AddHours(12 * half));
            await _bench.Outbox.AddNoticesAsync([.. announcements.Of(DueNotices.Of(desired, actual, _bench.Time.GetUtcNow()))], _bench.Time.GetUtcNow());
            if ((await _bench.Outbox.ReadSubscribersAsync(default)).Count > 0) await _bench.DrainAsync(desired.Notifications[0].Spec, receiver);
            _bench.Restart();
        }

        var told = receiver.Told.ToLookup(each => each.Kind, each => each.DaysLeft);
        Assert.Equal(Enumerable.Range(1, 45).Reverse().Except([16, 15, 14, 13]), told[EventKind.Expiring].Select(days => days!.Value));
        Assert.Equal([45, 30, 12, 7, 3, 1], told[EventKind.ActionRequired].Select(days => days!.Value));
        Assert.Equal([0], told[EventKind.Expired].Select(days => days!.Value));
        Assert.Equal(receiver.Told.Count, receiver.Told.Select(each => each.Id).Distinct().Count());
        Assert.Equal(0, (await _bench.SubscriberAsync()).Pending);
    }

    /// <summary>Takes everything.</summary>
    private sealed class Receiver : INotifier
    {
        public List<CertificateEvent> Told { get; } = [];

        public int MostAtOnce => 10;

        public bool Handles(NotificationSpec spec) => true;

        public Task<string?> SendAsync(NotificationSpec spec, EventMessage message, CancellationToken cancellationToken)
        {
            Told.AddRange(message.Events);
            return Task.FromResult<string?>(null);
        }
    }
}
