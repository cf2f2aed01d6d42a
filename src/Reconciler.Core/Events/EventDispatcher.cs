using System.Collections.Concurrent;
using System.Collections.Immutable;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Events;

/// <summary>What came of emptying one notification's part of the outbox.</summary>
/// <param name="Told">Events told.</param>
/// <param name="Failed">The try that ended it; null when nothing is left.</param>
public sealed record DispatchReport(int Told, FailedTry? Failed);

/// <summary>
/// Tells what waits for a notification, in its order, until nothing waits or a try fails; one at a time for each notification, any number of notifications at
/// once.
/// </summary>
public sealed class EventDispatcher(IOutbox outbox, IEntropy entropy, TimeProvider time)
{
    /// <summary>Told, but the outbox could not be written: that comes first, so that nothing is told twice.</summary>
    private readonly ConcurrentDictionary<ResourceId, IReadOnlyList<PendingEvent>> _unwritten = new();

    /// <param name="notification">The notification.</param>
    /// <param name="spec">How it tells, with its recipients.</param>
    /// <param name="notifier">One that handles <paramref name="spec"/>.</param>
    /// <param name="attempts">Tries in a row that failed before.</param>
    /// <param name="stop">Nothing more is begun.</param>
    /// <param name="abort">What is under way ends, told or not.</param>
    public async Task<DispatchReport> DrainAsync(
        ResourceId notification, NotificationSpec spec, INotifier notifier, int attempts, CancellationToken stop, CancellationToken abort)
    {
        ArgumentNullException.ThrowIfNull(notifier);
        if (_unwritten.TryGetValue(notification, out var left)) await WriteAsync(notification, left).ConfigureAwait(false);
        var source = $"/reconciler/{await outbox.ReadLineageAsync(stop).ConfigureAwait(false)}";
        var told = 0;
        while (!stop.IsCancellationRequested && await outbox.ReadPendingAsync(notification, notifier.MostAtOnce, stop).ConfigureAwait(false) is { Count: > 0 } pending)
        {
            var message = new EventMessage(source, time.GetUtcNow(), [.. pending.Select(each => each.Event)]);
            if (await notifier.SendAsync(spec, message, abort).ConfigureAwait(false) is { } failure)
            {
                var failed = Failed(attempts + 1, failure, pending);
                await outbox.FailedAsync(notification, failed).ConfigureAwait(false);
                return new(told, failed);
            }

            await WriteAsync(notification, pending).ConfigureAwait(false);
            told += pending.Count;
            attempts = 0;
        }

        return new(told, null);
    }

    private async Task WriteAsync(ResourceId notification, IReadOnlyList<PendingEvent> events)
    {
        try
        {
            await outbox.DeliveredAsync(notification, events).ConfigureAwait(false);
            _unwritten.TryRemove(notification, out _);
        }
        catch (ReconcilerException)
        {
            _unwritten[notification] = events;
            throw;
        }
    }

    private FailedTry Failed(int attempts, string failure, IReadOnlyList<PendingEvent> pending)
    {
        var now = time.GetUtcNow();
        ImmutableArray<PendingEvent> old = [.. pending.Where(each => now - each.Event.At > DeliveryPolicy.GivenUpAfter)];
        return new(now, attempts, failure, DeliveryPolicy.NextTry(attempts, now, entropy), old);
    }
}
