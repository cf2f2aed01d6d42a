namespace Reconciler.Cli.Tests.Commands;

/// <summary>A clock that jumps to the end of every wait, and tells of each; what happens again and again never does.</summary>
internal sealed class SkippingTime(Action<int> waited) : TimeProvider
{
    private readonly ManualTime _clock = new(ManualTime.Start);
    private int _waits;

    public int Waits => _waits;

    public override DateTimeOffset GetUtcNow() => _clock.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime == Timeout.InfiniteTimeSpan || period != Timeout.InfiniteTimeSpan) return System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _clock.Advance(dueTime);
        waited(++_waits);
        return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
