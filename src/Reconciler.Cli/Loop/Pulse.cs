namespace Reconciler.Cli.Loop;

/// <summary>
/// Whether the loop is alive: it waits, and not longer than it meant to; or it works, and got on lately. By the steady clock, so that a clock set anew
/// makes nobody dead. Thread safe.
/// </summary>
internal sealed class Pulse(TimeProvider time)
{
    private readonly Lock _lock = new();
    private long _beat = time.GetTimestamp();
    private TimeSpan _wait;

    /// <summary>The loop got on: a step began or ended.</summary>
    public void Beat() => Set(TimeSpan.Zero);

    /// <summary>The loop has nothing to do for so long.</summary>
    public void Rest(TimeSpan wait) => Set(wait);

    /// <param name="patience">How long a step may take.</param>
    public bool IsAlive(TimeSpan patience)
    {
        lock (_lock) return time.GetElapsedTime(_beat) <= _wait + patience;
    }

    private void Set(TimeSpan wait)
    {
        lock (_lock) (_beat, _wait) = (time.GetTimestamp(), wait);
    }
}
