using Reconciler.Adapters.Secrets;
using Reconciler.Adapters.Store.Sqlite;
using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Events;
using Reconciler.Testing;
using Reconciler.Testing.Applying;
using Reconciler.Testing.State;

namespace Reconciler.Adapters.Tests.Notify;

/// <summary>A real outbox whose events are told when a test says so, on a clock that stands still.</summary>
internal sealed class OutboxBench : IDisposable
{
    public static readonly ResourceId Hook = ResourceId.Global(ResourceKind.Notification, "default", "hook");

    public static readonly SecretReference HookSecret = new SecretReference.Variable("HOOK_SECRET");

    private readonly TempFolder _folder = new();
    private readonly SequentialEntropy _entropy = new();
    private EventDispatcher _dispatcher;

    public OutboxBench()
    {
        Outbox = new(State, Time, _entropy);
        _dispatcher = new(Outbox, _entropy, Time);
    }

    public ManualTime Time { get; } = new(ManualTime.Start);

    public SqliteOutbox Outbox { get; }

    public Dictionary<string, string> Environment { get; } = new() { ["HOOK_SECRET"] = "shared with the receiver" };

    public SecretReader Secrets => new(_folder.Path, Environment);

    private string State => _folder.Combine("state");

    public void Dispose() => _folder.Dispose();

    /// <summary>Events 1 to <paramref name="count"/> for each of <paramref name="notifications"/>.</summary>
    public async Task AnnounceAsync(int count, params ResourceId[] notifications)
    {
        await using var writer = await new SqliteStore(State, Time, _entropy).OpenWriterAsync(TimeSpan.Zero, default);
        await writer.CommitAsync([.. Enumerable.Range(1, count).Select(number => new StateChange.Announce(new(StateSamples.Event(number), [.. notifications])))]);
    }

    public async Task<DispatchReport> DrainAsync(NotificationSpec spec, INotifier notifier, ResourceId? notification = null)
    {
        var id = notification ?? Hook;
        return await _dispatcher.DrainAsync(id, spec, notifier, (await SubscriberAsync(id)).Attempts, default, default);
    }

    /// <summary>As after a restart: nothing is remembered but what is stored.</summary>
    public void Restart() => _dispatcher = new(Outbox, _entropy, Time);

    public async Task<Subscriber> SubscriberAsync(ResourceId? notification = null) =>
        Assert.Single(await Outbox.ReadSubscribersAsync(default), subscriber => subscriber.Notification == (notification ?? Hook));

    public static EventMessage Message(int count = 1, Func<CertificateEvent, CertificateEvent>? change = null) =>
        new("/reconciler/memory", ManualTime.Start, [.. Enumerable.Range(1, count).Select(number => (change ?? (same => same))(StateSamples.Event(number)))]);
}
