using Reconciler.Core.Actual;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Cycle.Loop;
using Reconciler.Core.Events;

namespace Reconciler.Web;

/// <summary>What the answers are made of.</summary>
public sealed record WebSources
{
    public required ILoopView Loop { get; init; }

    public required LoopMeter Meter { get; init; }

    public required INudge Nudge { get; init; }

    public required IActualStore Store { get; init; }

    public required IAuditLog Audit { get; init; }

    public required ISubscribers Subscribers { get; init; }

    public required IPublishedFiles Files { get; init; }

    public required TimeProvider Time { get; init; }
}
