using System.Collections.Immutable;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Events;

/// <summary>
/// Events that are still to be told, kept by the state itself. Each notification has its own progress. Nothing here raises the state's serial or needs its
/// lock. An absent state has an empty outbox, which nothing here creates.
/// </summary>
public interface IOutbox : ISubscribers
{
    /// <summary>Makes the caller the one that delivers for this state, until it disposes what is returned; null while another process is.</summary>
    IDisposable? TryOwn();

    /// <summary>Identity of the state, which events name as their source; empty for an absent one.</summary>
    Task<string> ReadLineageAsync(CancellationToken cancellationToken);

    /// <summary>What one notification has to tell next, oldest first; nothing before <see cref="Subscriber.NextTry"/> need be asked for.</summary>
    Task<IReadOnlyList<PendingEvent>> ReadPendingAsync(ResourceId notification, int limit, CancellationToken cancellationToken);

    /// <summary>The events were told: they leave the outbox, and its failures are over. Not cancellable.</summary>
    Task DeliveredAsync(ResourceId notification, IReadOnlyList<PendingEvent> events);

    /// <summary>A try failed. Not cancellable.</summary>
    Task FailedAsync(ResourceId notification, FailedTry failed);

    /// <summary>
    /// Adds notices that time brings, at <paramref name="now"/>: of one kind for one version only a later step than what was told before. Returns
    /// how many were new.
    /// </summary>
    Task<int> AddNoticesAsync(IReadOnlyList<Notice> notices, DateTimeOffset now);
}

/// <summary>How far those are who are told of events.</summary>
public interface ISubscribers
{
    /// <summary>Every notification that was ever to tell something, by identity.</summary>
    Task<IReadOnlyList<Subscriber>> ReadSubscribersAsync(CancellationToken cancellationToken);
}

/// <summary>An event that time brings.</summary>
/// <param name="Step">Days before the end at which it is due; each step is told once, and none after a later one.</param>
public sealed record Notice(Announcement Announcement, int Step);

/// <param name="Sequence">In the order in which they happened.</param>
public sealed record PendingEvent(long Sequence, CertificateEvent Event);

/// <param name="At">When it was tried.</param>
/// <param name="Attempts">Tries in a row that failed.</param>
/// <param name="Failure">One sentence, without secrets.</param>
/// <param name="GivenUp">Events that are not tried any more; they leave the outbox untold.</param>
public sealed record FailedTry(DateTimeOffset At, int Attempts, string Failure, DateTimeOffset NextTry, ImmutableArray<PendingEvent> GivenUp);

/// <summary>How far a notification is.</summary>
/// <param name="Pending">Events that wait to be told.</param>
/// <param name="Oldest">When the oldest of them happened.</param>
/// <param name="Attempts">Tries in a row that failed.</param>
/// <param name="NextTry">Null: whenever there is something to tell.</param>
/// <param name="GivenUp">Events given up since the state was made.</param>
public sealed record Subscriber(ResourceId Notification, int Pending, DateTimeOffset? Oldest, int Attempts, string? LastFailure, DateTimeOffset? NextTry, long GivenUp);
