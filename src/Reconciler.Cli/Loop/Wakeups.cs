using System.Threading.Channels;
using Reconciler.Core.Cycle.Loop;

namespace Reconciler.Cli.Loop;

/// <summary>Waits for an instant or for a nudge, whichever is first. Ten thousand nudges while a cycle runs are one look after it.</summary>
internal sealed class Wakeups(TimeProvider time) : INudge
{
    private readonly Channel<string> _nudges = Channel.CreateBounded<string>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Nudge(string reason) => _nudges.Writer.TryWrite(reason);

    /// <summary>The nudge's reason; null: the instant of <paramref name="next"/> came. Throws when cancelled.</summary>
    public async Task<string?> WaitAsync(Wake next, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource();
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        var wait = next.At - time.GetUtcNow();
        // Timers go no further than 49 days; waking early is no harm.
        await using var alarm = time.CreateTimer(
            static state => ((CancellationTokenSource)state!).Cancel(), timer, Clamp(wait), Timeout.InfiniteTimeSpan).ConfigureAwait(false);
        try
        {
            return await _nudges.Reader.ReadAsync(both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static TimeSpan Clamp(TimeSpan wait) => wait < TimeSpan.Zero ? TimeSpan.Zero : wait > TimeSpan.FromDays(1) ? TimeSpan.FromDays(1) : wait;
}
