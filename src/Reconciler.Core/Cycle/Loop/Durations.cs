using System.Collections.Immutable;

namespace Reconciler.Core.Cycle.Loop;

/// <summary>How long something took, counted by length. Immutable.</summary>
/// <param name="Counts">One more than <see cref="Bounds"/>: how many were within each bound and beyond the one before; the last is what was longer than all.</param>
/// <param name="Total">Seconds of all together.</param>
public sealed record Durations(ImmutableArray<long> Counts, double Total)
{
    /// <summary>Upper bounds in seconds, inclusive: from a quiet cycle to the first issue of a fleet.</summary>
    public static ImmutableArray<double> Bounds { get; } = [0.005, 0.025, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900];

    public static Durations None { get; } = new([.. new long[Bounds.Length + 1]], 0);

    public Durations With(TimeSpan duration)
    {
        var seconds = duration.TotalSeconds;
        var bucket = 0;
        while (bucket < Bounds.Length && seconds > Bounds[bucket]) bucket++;
        return new(Counts.SetItem(bucket, Counts[bucket] + 1), Total + seconds);
    }
}
