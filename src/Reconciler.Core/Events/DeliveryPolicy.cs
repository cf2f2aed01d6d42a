using Reconciler.Core.Applying;
using Reconciler.Core.Applying.Ports;

namespace Reconciler.Core.Events;

/// <summary>How long and how often it is tried to tell an event.</summary>
public static class DeliveryPolicy
{
    /// <summary>An event that could not be told for this long is given up, at the next try that fails.</summary>
    public static readonly TimeSpan GivenUpAfter = TimeSpan.FromHours(72);

    /// <summary>An event that nobody even tried to tell for this long leaves the outbox when the next one comes.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>When it is tried again: 5 s, growing to 15 min, with full jitter.</summary>
    /// <param name="attempts">Tries in a row that failed, from 1.</param>
    internal static DateTimeOffset NextTry(int attempts, DateTimeOffset now, IEntropy entropy) => now + Backoff.After(attempts, entropy);
}
