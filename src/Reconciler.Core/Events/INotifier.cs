using System.Collections.Immutable;
using Reconciler.Core.Desired;

namespace Reconciler.Core.Events;

/// <summary>Tells events in one way. A new way is a new class behind this port.</summary>
public interface INotifier
{
    bool Handles(NotificationSpec spec);

    /// <summary>Events that go into one message.</summary>
    int MostAtOnce { get; }

    /// <summary>
    /// Tells the events, all or none, within a time limit of its own. Null when they were told; otherwise one sentence why not, without secrets. A receiver that
    /// got them and could not say so gets them again; it tells them apart by their ids. Never throws for what the world does.
    /// </summary>
    Task<string?> SendAsync(NotificationSpec spec, EventMessage message, CancellationToken cancellationToken);
}

/// <summary>What one message tells.</summary>
/// <param name="Source">Identity of the state that tells, as a URI reference.</param>
/// <param name="At">When it is sent.</param>
/// <param name="Events">At least one, oldest first.</param>
public sealed record EventMessage(string Source, DateTimeOffset At, ImmutableArray<CertificateEvent> Events);
