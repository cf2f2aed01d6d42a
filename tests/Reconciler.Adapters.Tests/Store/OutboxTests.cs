using Microsoft.Data.Sqlite;
using Reconciler.Adapters.Store.Sqlite;
using Reconciler.Core.Actual;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;
using Reconciler.Core.Events;
using Reconciler.Testing;
using Reconciler.Testing.State;

namespace Reconciler.Adapters.Tests.Store;

public sealed class OutboxTests : IDisposable
{
    private static readonly ResourceId Hook = ResourceId.Global(ResourceKind.Notification, "default", "hook");
    private static readonly ResourceId Mail = ResourceId.Global(ResourceKind.Notification, "default", "mail");

    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new(ManualTime.Start);
    private readonly CountingEntropy _entropy = new();

    private static CancellationToken None => CancellationToken.None;

    private string StateFolder => _folder.Combine("state");

    public void Dispose() => _folder.Dispose();

    [Fact(DisplayName = "OBS-01 An event is stored with the change that it tells of, or not at all")]
    public async Task Same_commit()
    {
        await CommitAsync(Announce(1, Hook), new StateChange.PutCertificate(StateSamples.Certificate(1)));
        var uuid = StateSamples.Certificate(1) with { Uuid = StateSamples.Uuid(Hook) };
        await Assert.ThrowsAsync<ReconcilerException>(() => CommitAsync(Announce(2, Hook), new StateChange.PutCertificate(uuid)));

        Assert.Equal([Event(1).Key], (await PendingAsync(Hook)).Select(pending => pending.Event.Key));
    }

    [Fact(DisplayName = "OBS-01 What is told comes back to the last field")]
    public async Task Everything_comes_back()
    {
        var full = Event(1) with
        {
            Remedy = "fetch it",
            Reason = "issued",
            Target = "edge",
            DaysLeft = 30,
            RenewalFailsAt = ManualTime.Start.AddTicks(7),
            Tags = StateSamples.Certificate(1).Tags.Add("team", "ä\n\"x\""),
        };
        await CommitAsync(new StateChange.Announce(new(full, [Hook])), Announce(2, Hook));

        var pending = await PendingAsync(Hook);
        Assert.Equal(Description.Of(full), Description.Of(pending[0].Event));
        Assert.Equal(Description.Of(Event(2)), Description.Of(pending[1].Event));
        Assert.Equal((await Store().ReadAsync(None)).Lineage, await Outbox().ReadLineageAsync(None));
    }

    [Fact(DisplayName = "OBS-01 An event that is there is not stored again, whoever tells it")]
    public async Task Once()
    {
        await CommitAsync(Announce(1, Hook));
        await CommitAsync(Announce(1, Hook), Announce(1, Mail));
        Assert.Single(await PendingAsync(Hook));
        Assert.Empty(await PendingAsync(Mail));
    }

    [Fact(DisplayName = "OBS-01 Each notification has its own progress; an event that all have told leaves nothing behind, and no serial is raised")]
    public async Task Progress()
    {
        await CommitAsync(Announce(1, Hook, Mail), Announce(2, Hook));
        var serial = (await Store().ReadAsync(None)).Serial;

        await Outbox().DeliveredAsync(Hook, await PendingAsync(Hook));
        await Outbox().FailedAsync(Mail, new(ManualTime.Start, 1, "it is down", ManualTime.Start.AddSeconds(5), []));
        Assert.Empty(await PendingAsync(Hook));
        Assert.Single(await PendingAsync(Mail));
        Assert.Equal(
            [new(Hook, 0, null, 0, null, null, 0), new Subscriber(Mail, 1, ManualTime.Start, 1, "it is down", ManualTime.Start.AddSeconds(5), 0)],
            await Outbox().ReadSubscribersAsync(None));

        await Outbox().FailedAsync(Mail, new(ManualTime.Start, 2, "it is down", ManualTime.Start.AddSeconds(9), [.. await PendingAsync(Mail)]));
        Assert.Equal(new Subscriber(Mail, 0, null, 2, "it is down", ManualTime.Start.AddSeconds(9), 1), (await Outbox().ReadSubscribersAsync(None))[1]);
        Assert.Equal((0L, 0L), (Count("events"), Count("deliveries")));
        Assert.Equal(serial, (await Store().ReadAsync(None)).Serial);
    }

    [Fact(DisplayName = "OBS-01 An outbox that nobody empties does not grow for ever: what is older than a month goes, and is counted")]
    public async Task Bounded()
    {
        await CommitAsync(Announce(1, Hook, Mail));
        var later = Event(2) with { At = ManualTime.Start.AddDays(30).AddSeconds(1) };
        await CommitAsync(new StateChange.Announce(new(later, [Hook])));
        Assert.Equal([later.Key], (await PendingAsync(Hook)).Select(pending => pending.Event.Key));
        Assert.Equal([(1, 1L), (0, 1L)], (await Outbox().ReadSubscribersAsync(None)).Select(subscriber => (subscriber.Pending, subscriber.GivenUp)));
        Assert.Equal(1, Count("events"));
    }

    [Fact(DisplayName = "RNW-05 A notice comes once: later only nearer to the end, for a new version, or for another kind")]
    public async Task Notices()
    {
        await CommitAsync(new StateChange.PutCertificate(StateSamples.Certificate(1)));
        Assert.Equal(1, await NoticeAsync(30));
        Assert.Equal(0, await NoticeAsync(30));
        await Outbox().DeliveredAsync(Hook, await PendingAsync(Hook));
        Assert.Equal(0, await NoticeAsync(30));
        Assert.Equal(0, await NoticeAsync(45));
        Assert.Equal(1, await NoticeAsync(15));
        Assert.Equal(1, await NoticeAsync(45, version: 2));
        Assert.Equal(1, await NoticeAsync(45, kind: EventKind.Expiring));
        Assert.Equal(3, (await PendingAsync(Hook)).Count);

        await Outbox().AddNoticesAsync([], Event(1).NotAfter.AddDays(31));
        Assert.Equal(0, Count("notices"));
    }

    [Fact(DisplayName = "OBS-01 One process delivers for a state; another takes over when it is gone")]
    public async Task Owner()
    {
        Assert.Null(Outbox().TryOwn());
        await CommitAsync(Announce(1, Hook));
        using (var owner = Outbox().TryOwn())
        {
            Assert.NotNull(owner);
            Assert.Null(Outbox().TryOwn());
        }

        using var next = Outbox().TryOwn();
        Assert.NotNull(next);
    }

    [Fact(DisplayName = "OBS-01 Telling goes on while a writer of the state holds its lock, and the writer's next commit is not refused")]
    public async Task Beside_the_writer()
    {
        await CommitAsync(Announce(1, Hook));
        await using var writer = await Store().OpenWriterAsync(TimeSpan.Zero, None);
        await Outbox().DeliveredAsync(Hook, await PendingAsync(Hook));
        await writer.CommitAsync([new StateChange.PutFirstRegion("default", "local")]);
        Assert.Empty(await PendingAsync(Hook));
    }

    [Fact(DisplayName = "An absent state has an empty outbox, and telling makes none")]
    public async Task Absent()
    {
        Assert.Empty(await PendingAsync(Hook));
        Assert.Empty(await Outbox().ReadSubscribersAsync(None));
        Assert.Equal("", await Outbox().ReadLineageAsync(None));
        Assert.Equal(0, await NoticeAsync(30));
        Assert.False(Directory.Exists(StateFolder));
    }

    private static CertificateEvent Event(int number) => StateSamples.Event(number);

    private static StateChange.Announce Announce(int number, params ResourceId[] notifications) => new(new(Event(number), [.. notifications]));

    private Task<int> NoticeAsync(int days, int version = 1, EventKind kind = EventKind.ActionRequired)
    {
        var told = StateSamples.Event(1, kind, $"{kind}-{days}", version);
        return Outbox().AddNoticesAsync([new(new(told, [Hook]), days)], ManualTime.Start);
    }

    private Task<IReadOnlyList<PendingEvent>> PendingAsync(ResourceId notification) => Outbox().ReadPendingAsync(notification, 100, None);

    private SqliteOutbox Outbox() => new(StateFolder, _time, _entropy);

    private SqliteStore Store() => new(StateFolder, _time, _entropy);

    private async Task CommitAsync(params StateChange[] changes)
    {
        await using var writer = await Store().OpenWriterAsync(TimeSpan.Zero, None);
        await writer.CommitAsync(changes);
    }

    private long Count(string table)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(StateFolder, "state.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {table}";
        return (long)command.ExecuteScalar()!;
    }
}
