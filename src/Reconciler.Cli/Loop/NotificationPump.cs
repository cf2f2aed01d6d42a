using System.Globalization;
using Microsoft.Extensions.Hosting;
using Reconciler.Cli.Commands;
using Reconciler.Cli.Composition;
using Reconciler.Core.Actual;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;
using Reconciler.Core.Events;

namespace Reconciler.Cli.Loop;

/// <summary>
/// Empties the outbox: wakes when something was done, at due retries, and at the interval at which the repository is asked, for what others left there. Each
/// notification is emptied by a task of its own, so that none waits for another; once a day it adds what time brings. One daemon does it for a state.
/// </summary>
internal sealed class NotificationPump(
    IOutbox outbox, IActualStore store, ConfigurationInForce configuration, ServeOptions options, Invocation invocation, IEntropy entropy, LoopLog log) : BackgroundService
{
    /// <summary>What is being told when the daemon stops may go on for so long.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _time = invocation.Time;
    private readonly Wakeups _wakeups = new(invocation.Time);
    private readonly EventDispatcher _dispatcher = new(outbox, entropy, invocation.Time);
    private readonly Dictionary<ResourceId, Task> _running = [];
    private readonly CancellationTokenSource _abort = new();
    private Notifiers? _notifiers;
    private IDisposable? _ownership;
    private DateOnly? _noticed;

    /// <summary>Something was done that may have left events.</summary>
    public void Wake() => _wakeups.Nudge("change");

    public override void Dispose()
    {
        _abort.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The host starts one service after the other; the first round must not hold up the next.
        await Task.Yield();
        await using var abort = stoppingToken.Register(() => _abort.CancelAfter(Grace)).ConfigureAwait(false);
        try
        {
            while (true)
            {
                var next = await RoundAsync(stoppingToken).ConfigureAwait(false);
                await _wakeups.WaitAsync(new(next, "due"), stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is under way is awaited below.
        }
        finally
        {
            await Task.WhenAll(_running.Values).ConfigureAwait(false);
            _notifiers?.Dispose();
            _ownership?.Dispose();
        }
    }

    /// <summary>Returns when to look again.</summary>
    private async Task<DateTimeOffset> RoundAsync(CancellationToken stoppingToken)
    {
        var next = _time.GetUtcNow() + options.Interval;
        if (configuration.InForce is not { Load.State: { Notifications.IsEmpty: false } desired } workspace) return next;
        try
        {
            if ((_ownership ??= outbox.TryOwn()) is null) return next;
            _notifiers ??= Notifiers.Of(workspace, invocation);
            await NoticeAsync(desired, stoppingToken).ConfigureAwait(false);
            foreach (var subscriber in await outbox.ReadSubscribersAsync(stoppingToken).ConfigureAwait(false))
            {
                if (subscriber.Pending == 0 || !desired.TryFind<Notification>(subscriber.Notification, out var notification) || IsRunning(subscriber.Notification)) continue;
                if (subscriber.NextTry is { } at && at > _time.GetUtcNow()) next = at < next ? at : next;
                else _running[notification.Id] = DrainAsync(notification.Id, Addressed(notification, desired), subscriber, stoppingToken);
            }
        }
        catch (ReconcilerException failure)
        {
            log.Once("error", "notify", $"{failure.Message}; it is tried again");
        }

        return next;
    }

    private bool IsRunning(ResourceId notification) => _running.TryGetValue(notification, out var task) && !task.IsCompleted;

    /// <summary>Once on each day of UTC, and at the start: what was told already is not told again.</summary>
    private async Task NoticeAsync(DesiredState desired, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        if (_noticed == today) return;
        var state = await store.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (state.Serial == 0) return;
        await outbox.AddNoticesAsync([.. new Announcements(desired.Notifications).Of(DueNotices.Of(desired, state, now))], now).ConfigureAwait(false);
        _noticed = today;
    }

    /// <summary>Mail that names no recipients goes to the owners of the account.</summary>
    private static NotificationSpec Addressed(Notification notification, DesiredState desired) => notification.Spec is NotificationSpec.Mail { To.IsEmpty: true } mail
        ? mail with { To = desired.AccountSpecs[notification.Id.Account].Owners }
        : notification.Spec;

    private async Task DrainAsync(ResourceId notification, NotificationSpec spec, Subscriber before, CancellationToken stoppingToken)
    {
        try
        {
            var report = await _dispatcher.DrainAsync(notification, spec, _notifiers!.For(spec), before.Attempts, stoppingToken, _abort.Token).ConfigureAwait(false);
            Tell(notification, before, report);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Told or not, it is still in the outbox; the next daemon goes on.
        }
        catch (ReconcilerException failure)
        {
            log.Once("error", notification.Short, failure.Message);
        }
        catch (Exception bug) when (bug is not OperationCanceledException)
        {
            // One notification's bug is not another's, and not the daemon's end.
            log.Once("error", notification.Short, $"internal error: {bug.GetType().Name}: {bug.Message}");
        }
        finally
        {
            _wakeups.Nudge("drained");
        }
    }

    private void Tell(ResourceId notification, Subscriber before, DispatchReport report)
    {
        if (report.Failed is { } failed)
        {
            log.Once("error", notification.Short, $"events were not told: {failed.Failure}; they wait in the outbox and are tried again");
            if (!failed.GivenUp.IsEmpty)
                log.Write("error", notification.Short, string.Create(CultureInfo.InvariantCulture, $"{failed.GivenUp.Length} events were given up untold, the first: {failed.GivenUp[0].Event.Sentence}"));
        }
        else if (before.Attempts > 0)
        {
            log.Once("info", notification.Short, "events are told again");
        }
    }
}
