namespace Reconciler.Testing;

/// <summary>
/// A clock that leaps to the next timer as soon as there is one, so that a program which mostly waits lives a month in moments. What the world does in the
/// meantime is given as events: each happens at its instant, between two things that the program does. One thing at a time waits on it.
/// </summary>
public sealed class LeapingTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<Action, (TimeSpan At, int Order)> _events = new();
    private DateTimeOffset _now = start;
    private TimeSpan _elapsed;
    private int _order;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Timers that were leapt to.</summary>
    public int Leaps { get; private set; }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock) return _now;
    }

    /// <summary>Goes on whatever <see cref="Jump"/> does, as a clock that nobody sets.</summary>
    public override long GetTimestamp()
    {
        lock (_lock) return _elapsed.Ticks;
    }

    /// <summary>Something happens so long after the start, whatever the clock shows then.</summary>
    public void At(TimeSpan elapsed, Action happens)
    {
        lock (_lock) _events.Enqueue(happens, (elapsed, _order++));
    }

    /// <summary>Somebody sets the clock. To be called from an event.</summary>
    public void Jump(TimeSpan by) => _now += by;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        if (dueTime == Timeout.InfiniteTimeSpan) return new Fired();
        lock (_lock) Leap(dueTime);
        callback(state);
        return new Fired();
    }

    private void Leap(TimeSpan by)
    {
        Leaps++;
        var until = _elapsed + by;
        while (_events.TryPeek(out var happens, out var when) && when.At <= until)
        {
            _events.Dequeue();
            if (when.At > _elapsed) Pass(when.At - _elapsed);
            happens();
        }

        Pass(until - _elapsed);
    }

    private void Pass(TimeSpan by) => (_now, _elapsed) = (_now + by, _elapsed + by);

    private sealed class Fired : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
