using System.Security.Cryptography;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Applying;

/// <summary>Waits until a server presents the certificate that was just placed: at once, then at growing intervals, for as long as the target allows.</summary>
public sealed class SeenServed(IServedCertificates served, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>Null when it was seen; otherwise one sentence that says what was seen instead.</summary>
    /// <param name="question">Where and by which name.</param>
    /// <param name="leaf">DER of the certificate expected.</param>
    /// <param name="within">From now; the last look may end a few seconds later.</param>
    /// <param name="cancellationToken">Ends the wait with what was seen so far.</param>
    public async Task<string?> AwaitAsync(ServedQuestion question, byte[] leaf, TimeSpan within, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        var expected = Convert.ToHexStringLower(SHA256.HashData(leaf));
        var (began, pause) = (time.GetTimestamp(), FirstPause);
        while (true)
        {
            var seen = await served.SeeAsync(question, cancellationToken).ConfigureAwait(false);
            if (seen.Fingerprint == expected) return null;
            if (time.GetElapsedTime(began) + pause > within || cancellationToken.IsCancellationRequested)
                return $"not seen served at {question} within {within.TotalSeconds:0} s: {seen.Failure ?? $"it serves serial {seen.Serial}"}";
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }
}
