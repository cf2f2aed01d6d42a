namespace Reconciler.Cli.Tests.Crash;

/// <summary>The real clock moved by a fixed span, whose timers fire at once: waits cost no time.</summary>
internal sealed class EagerTime(TimeSpan moved) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + moved;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : TimeSpan.Zero, period);
}
