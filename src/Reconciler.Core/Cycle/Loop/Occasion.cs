using Reconciler.Core.Planning;

namespace Reconciler.Core.Cycle.Loop;

/// <summary>Why a cycle runs, and for which objects. What narrows a cycle further belongs here, so that the loop has one notion of it.</summary>
/// <param name="Reason">For the log: <c>start</c>, <c>commit</c>, <c>push webhook</c>, <c>due</c>, <c>retry</c>, <c>sweep</c>.</param>
/// <param name="Look">What is compared with the world.</param>
public sealed record Occasion(string Reason, WorldLook Look)
{
    public static Occasion Whole(string reason) => new(reason, WorldLook.Whole);
}
