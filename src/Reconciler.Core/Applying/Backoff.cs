using Reconciler.Core.Applying.Ports;

namespace Reconciler.Core.Applying;

/// <summary>Growing intervals with full jitter, so that what failed together is not tried together again.</summary>
internal static class Backoff
{
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <summary>Anywhere between the shortest interval and 5 s doubled for each attempt, at most the longest.</summary>
    /// <param name="attempts">Tries in a row that failed, from 1.</param>
    public static TimeSpan After(int attempts, IEntropy entropy)
    {
        var most = Shortest * (1 << Math.Clamp(attempts, 1, 16));
        return Shortest + (((most < Longest ? most : Longest) - Shortest) * Fraction(entropy));
    }

    /// <summary>In [0, 1).</summary>
    private static double Fraction(IEntropy entropy)
    {
        Span<byte> random = stackalloc byte[4];
        entropy.Fill(random);
        return BitConverter.ToUInt32(random) / 4294967296.0;
    }
}
