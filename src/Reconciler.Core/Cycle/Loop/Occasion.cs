using Reconciler.Core.Planning;

namespace Reconciler.Core.Cycle.Loop;

/// <summary>
/// Why a cycle runs, and for which objects: all, or those that changed, those that are due, and those that are looked at. What narrows a cycle further belongs
/// here, so that the loop has one notion of it.
/// </summary>
/// <param name="Reason">For the log: <c>start</c>, <c>commit</c>, <c>push webhook</c>, <c>due</c>, <c>retry</c>, <c>sweep</c>.</param>
/// <param name="Look">What is compared with the world, of what is planned.</param>
/// <param name="IsWhole">Everything is planned.</param>
public sealed record Occasion(string Reason, WorldLook Look, bool IsWhole = false)
{
    /// <summary>Another configuration is in force: what it changes is planned and compared.</summary>
    public static Occasion Commit { get; } = new("commit", WorldLook.Whole);

    public static Occasion Whole(string reason) => new(reason, WorldLook.Whole, IsWhole: true);
}
