namespace Reconciler.Core.Cycle.Loop;

/// <param name="At">Never before now.</param>
/// <param name="Reason"><c>poll</c>, <c>due</c>, <c>retry</c> or <c>sweep</c>.</param>
public sealed record Wake(DateTimeOffset At, string Reason);

/// <summary>When the loop looks again: pure. Jitter is given as a number in [0, 1), so that daemons started together drift apart.</summary>
public static class WakeTimes
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);
    internal static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(15);

    /// <summary>The poll a tenth earlier or later than the interval.</summary>
    public static DateTimeOffset Poll(DateTimeOffset now, TimeSpan interval, double jitter) => now + (interval * (0.9 + (0.2 * jitter)));

    /// <summary>
    /// After <paramref name="attempts"/> cycles in a row that could not run at all: 5 s, 10 s, … up to 15 min, full jitter above half of it.
    /// </summary>
    public static DateTimeOffset Retry(DateTimeOffset now, int attempts, double jitter)
    {
        var longest = attempts > 8 ? LongestRetry : FirstRetry * (1 << Math.Max(0, attempts - 1));
        return now + (Min(longest, LongestRetry) * (0.5 + (0.5 * jitter)));
    }

    /// <summary>The earliest; what is past is now.</summary>
    public static Wake Next(DateTimeOffset now, DateTimeOffset poll, DateTimeOffset? due, DateTimeOffset? retry, DateTimeOffset? sweep)
    {
        var next = new Wake(poll, "poll");
        if (due < next.At) next = new(due.Value, "due");
        if (retry < next.At) next = new(retry.Value, "retry");
        if (sweep < next.At) next = new(sweep.Value, "sweep");
        return next.At < now ? next with { At = now } : next;
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
