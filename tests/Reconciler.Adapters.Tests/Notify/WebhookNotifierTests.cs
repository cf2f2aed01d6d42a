using CloudNative.CloudEvents;
using CloudNative.CloudEvents.SystemTextJson;
using Reconciler.Adapters.Notify;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Events;
using Reconciler.Testing;
using Reconciler.Testing.Events;
using Reconciler.Testing.Git;
using Reconciler.Testing.State;
using static Reconciler.Adapters.Tests.Notify.OutboxBench;

namespace Reconciler.Adapters.Tests.Notify;

public sealed class WebhookNotifierTests : IDisposable
{
    private readonly OutboxBench _bench = new();
    private readonly int _port = LoopbackPort.Free();
    private readonly WebhookNotifier _notifier;
    private readonly NotificationSpec.Webhook _spec;

    public WebhookNotifierTests()
    {
        _notifier = new(_bench.Secrets, TimeSpan.FromSeconds(2));
        _spec = new() { Url = $"http://127.0.0.1:{_port}/hook/", Secret = HookSecret };
    }

    public void Dispose()
    {
        _notifier.Dispose();
        _bench.Dispose();
    }

    [Fact(DisplayName = "OBS-01 A receiver that is down, fails, is slow and comes back gets each event once after that, in order, signed, with backoff that survives a restart")]
    public async Task Down_failing_slow_up()
    {
        await _bench.AnnounceAsync(2, Hook);
        Assert.Contains("refused", (await _bench.DrainAsync(_spec, _notifier)).Failed!.Failure, StringComparison.Ordinal);

        await using var server = new HookServer(_port) { Status = 500 };
        Assert.Equal("the receiver answered 500", (await _bench.DrainAsync(_spec, _notifier)).Failed!.Failure);
        _bench.Restart();
        server.Hold();
        Assert.Equal("the receiver did not answer within 2 seconds", (await _bench.DrainAsync(_spec, _notifier)).Failed!.Failure);
        var behind = await _bench.SubscriberAsync();
        Assert.Equal((2, 3), (behind.Pending, behind.Attempts));
        Assert.InRange(behind.NextTry!.Value, ManualTime.Start.AddSeconds(5), ManualTime.Start.AddSeconds(40));

        server.Release();
        server.Status = 204;
        var before = server.Received.Count;
        Assert.Equal(new(2, null), await _bench.DrainAsync(_spec, _notifier));
        Assert.Equal(new(0, null), await _bench.DrainAsync(_spec, _notifier));
        var told = server.Received.Skip(before).ToList();
        Assert.Equal([StateSamples.Event(1).Id, StateSamples.Event(2).Id], told.Select(request => request.Headers["webhook-id"]));
        Assert.All(server.Received, request => Assert.True(request.IsSignedWith("shared with the receiver"u8)));
        Assert.Equal((0, 0, null), await _bench.SubscriberAsync() is var done ? (done.Pending, done.Attempts, done.LastFailure) : default);
    }

    [Fact(DisplayName = "OBS-01 What is sent is a CloudEvent that the reference library reads")]
    public async Task Cloud_event()
    {
        await using var server = new HookServer(_port);
        var message = Message(change: told => told with { Remedy = "look", DaysLeft = 7, Tags = told.Tags.Add("team", "ä\"<") });
        Assert.Null(await _notifier.SendAsync(_spec, message, default));

        var request = Assert.Single(server.Received);
        Assert.Equal(("POST", "application/cloudevents+json; charset=utf-8"), (request.Method, request.Headers["Content-Type"]));
        var read = new JsonEventFormatter().DecodeStructuredModeMessage(request.Body, new("application/cloudevents+json"), null);
        Assert.True(read.IsValid);
        Assert.Equal(CloudEventsSpecVersion.V1_0, read.SpecVersion);
        Assert.Equal(
            (StateSamples.Event(1).Id, "/reconciler/memory", "reconciler.certificate.available", "default/local/certificate/www-000001", ManualTime.Start),
            (read.Id, read.Source!.OriginalString, read.Type, read.Subject, read.Time));
        var data = request.Json().GetProperty("data");
        Assert.Equal(("look", 7, "ä\"<"), (data.GetProperty("what_to_do").GetString(), data.GetProperty("days_left").GetInt32(), data.GetProperty("tags").GetProperty("team").GetString()));
    }

    [Fact(DisplayName = "OBS-01 A dead receiver does not hold up another, and an event that it could not be told for three days is given up, loudly")]
    public async Task Given_up()
    {
        var dead = ResourceId.Global(ResourceKind.Notification, "default", "dead");
        await _bench.AnnounceAsync(2, Hook, dead);
        await using var server = new HookServer(_port);
        var nowhere = _spec with { Url = $"http://127.0.0.1:{LoopbackPort.Free()}/" };
        Assert.NotNull((await _bench.DrainAsync(nowhere, _notifier, dead)).Failed);
        Assert.Equal(2, (await _bench.DrainAsync(_spec, _notifier)).Told);

        _bench.Time.Advance(TimeSpan.FromHours(73));
        var failed = (await _bench.DrainAsync(nowhere, _notifier, dead)).Failed!;
        Assert.Equal(StateSamples.Event(1).Key, Assert.Single(failed.GivenUp).Event.Key);
        Assert.Equal((1, 1L), await _bench.SubscriberAsync(dead) is var left ? (left.Pending, left.GivenUp) : default);
    }

    [Fact(DisplayName = "OBS-01 A secret may be base64 behind whsec_, as Standard Webhooks has it; one that is missing or damaged is said by its place")]
    public async Task Secrets()
    {
        await using var server = new HookServer(_port);
        byte[] key = [1, 2, 3, 250];
        _bench.Environment["HOOK_SECRET"] = $"whsec_{Convert.ToBase64String(key)}";
        Assert.Null(await _notifier.SendAsync(_spec, Message(), default));
        Assert.True(Assert.Single(server.Received).IsSignedWith(key));
        _bench.Environment["HOOK_SECRET"] = "whsec_?";
        Assert.Contains("not base64", await _notifier.SendAsync(_spec, Message(), default), StringComparison.Ordinal);
        _bench.Environment.Remove("HOOK_SECRET");
        Assert.Contains("HOOK_SECRET", await _notifier.SendAsync(_spec, Message(), default), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "OBS-01 A redirect is not followed")]
    public async Task Redirect()
    {
        await using var server = new HookServer(_port) { Status = 302 };
        Assert.Equal("the receiver answered 302, and redirects are not followed", await _notifier.SendAsync(_spec, Message(), default));
        Assert.Single(server.Received);
    }

    [Fact(DisplayName = "OBS-01 A Slack-compatible message says what happened and what to do; no text in it becomes a link or a call")]
    public async Task Slack()
    {
        await using var server = new HookServer(_port);
        using var slack = new SlackNotifier(_bench.Secrets);
        _bench.Environment["HOOK_SECRET"] = server.Url;
        var spec = new NotificationSpec.Slack { Url = HookSecret };
        Assert.Null(await slack.SendAsync(spec, Message(2, told => told with { Sentence = "<!channel> & more", Remedy = "look" }), default));
        var text = Assert.Single(server.Received).Json().GetProperty("text").GetString()!;
        Assert.StartsWith("&lt;!channel&gt; &amp; more.\nWhat to do: look.\n", text, StringComparison.Ordinal);
        Assert.Equal(2, text.Split("object: ").Length - 1);

        _bench.Environment["HOOK_SECRET"] = "no address";
        Assert.Equal("env:HOOK_SECRET holds no https or http address", await slack.SendAsync(spec, Message(), default));
        server.Status = 403;
        _bench.Environment["HOOK_SECRET"] = server.Url + "T0/secret";
        Assert.Equal("the receiver answered 403", await slack.SendAsync(spec, Message(), default));
    }

    [Fact(DisplayName = "OBS-01 An event that was told and could not be written down is not told again once it can")]
    public async Task Unwritten()
    {
        await _bench.AnnounceAsync(1, Hook);
        await using var server = new HookServer(_port);
        var dispatcher = new EventDispatcher(new FullDisk(_bench.Outbox), new Reconciler.Testing.Applying.SequentialEntropy(), _bench.Time);
        await Assert.ThrowsAsync<Core.Diagnostics.ReconcilerException>(() => dispatcher.DrainAsync(Hook, _spec, _notifier, 0, default, default));
        Assert.Equal(new(0, null), await dispatcher.DrainAsync(Hook, _spec, _notifier, 0, default, default));
        Assert.Single(server.Received);
    }

    /// <summary>An outbox that cannot be written the first time.</summary>
    private sealed class FullDisk(IOutbox outbox) : IOutbox
    {
        private bool _wasFull;

        public IDisposable? TryOwn() => outbox.TryOwn();

        public Task<string> ReadLineageAsync(CancellationToken cancellationToken) => outbox.ReadLineageAsync(cancellationToken);

        public Task<IReadOnlyList<PendingEvent>> ReadPendingAsync(ResourceId notification, int limit, CancellationToken cancellationToken) => outbox.ReadPendingAsync(notification, limit, cancellationToken);

        public Task<IReadOnlyList<Subscriber>> ReadSubscribersAsync(CancellationToken cancellationToken) => outbox.ReadSubscribersAsync(cancellationToken);

        public Task DeliveredAsync(ResourceId notification, IReadOnlyList<PendingEvent> events)
        {
            if (_wasFull) return outbox.DeliveredAsync(notification, events);
            _wasFull = true;
            return Task.FromException(new Core.Diagnostics.ReconcilerException(Core.Diagnostics.FailureKind.Environment, "the disk is full"));
        }

        public Task FailedAsync(ResourceId notification, FailedTry failed) => outbox.FailedAsync(notification, failed);

        public Task<int> AddNoticesAsync(IReadOnlyList<Notice> notices, DateTimeOffset now) => outbox.AddNoticesAsync(notices, now);
    }
}
