using Reconciler.Core.Actual;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Cycle.Loop;

/// <summary>
/// When the loop looks again, and for what: the earliest of poll, what is due, what is tried again, and sweep. What is due and tried again is stored with the
/// objects, so a restart keeps it; only that a cycle could not run at all is known here alone. No clock and no randomness of its own.
/// </summary>
/// <param name="interval">How often the repository is asked.</param>
/// <param name="sweep">The time in which every object is compared with the world once.</param>
public sealed class LoopSchedule(TimeSpan interval, TimeSpan sweep)
{
    private SweepSlots _slots = new([], sweep);
    private DateTimeOffset _poll = DateTimeOffset.MinValue;
    private DateTimeOffset _swept;
    private DateTimeOffset? _again;
    private int _missed;

    /// <summary>Until when what was due, or to be tried again, was planned.</summary>
    public DateTimeOffset Planned { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>A clock that was put back must not make the loop wait until it has come so far again.</summary>
    public void Observe(DateTimeOffset now)
    {
        if (Planned > now) Planned = now;
        if (_swept > now) _swept = now;
        if (_poll > now + (2 * interval)) _poll = now;
        if (_again > now + WakeTimes.LongestRetry) _again = now;
    }

    public bool IsPollDue(DateTimeOffset now) => _poll <= now;

    /// <param name="now">When the repository was asked.</param>
    /// <param name="jitter">In [0, 1).</param>
    public void Polled(DateTimeOffset now, double jitter) => _poll = WakeTimes.Poll(now, interval, jitter);

    /// <summary>The objects of a configuration that came into force.</summary>
    public void Sweep(IEnumerable<ResourceId> objects, DateTimeOffset now) => (_slots, _swept) = (new(objects, sweep), now);

    /// <summary>What the clock alone asks for; null: a quiet look.</summary>
    public Occasion? At(DateTimeOffset now, NextInstants next)
    {
        ArgumentNullException.ThrowIfNull(next);
        if (_missed > 0) return _again <= now ? Occasion.Whole("retry") : null;
        var swept = PlanScope.Of(_slots.Between(_swept, now));
        var look = new WorldLook(swept, swept);
        if (next.Due <= now) return new("due", look);
        if (next.Try <= now) return new("retry", look);
        return _slots.Next(_swept) <= now ? new("sweep", look) : null;
    }

    /// <summary>A cycle ran through, whether or not each change succeeded.</summary>
    /// <param name="occasion">Why it ran.</param>
    /// <param name="clock">Of its plan.</param>
    public void Ran(Occasion occasion, DateTimeOffset clock)
    {
        ArgumentNullException.ThrowIfNull(occasion);
        Planned = clock;
        if (!occasion.Look.Compared.IsAll) _swept = clock;
        (_missed, _again) = (0, null);
    }

    /// <summary>A cycle could not run at all: the state is locked, or cannot be read or written.</summary>
    /// <param name="now">When that was seen.</param>
    /// <param name="jitter">In [0, 1).</param>
    public void Missed(DateTimeOffset now, double jitter) => _again = WakeTimes.Retry(now, ++_missed, jitter);

    public Wake Next(DateTimeOffset now, NextInstants next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return _missed > 0 ? WakeTimes.Next(now, _poll, null, _again, null) : WakeTimes.Next(now, _poll, next.Due, next.Try, _slots.Next(_swept));
    }
}
