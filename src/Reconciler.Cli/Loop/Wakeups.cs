using System.Threading.Channels;
using Reconciler.Core.Cycle.Loop;

namespace Reconciler.Cli.Loop;

/// <summary>Waits for an instant or for a nudge, whichever is first. Ten thousand nudges while a cycle runs are one look after it.</summary>
/// <param name="looks">Told when a nudge is taken up; null: nobody waits for what comes of one.</param>
/// <param name="pulse">Told that waiting is no standstill; null: nobody watches.</param>
internal sealed class Wakeups(TimeProvider time, Looks? looks = null, Pulse? pulse = null) : INudge
{
    /// <summary>Between two looks for pushes: sooner than anybody waits for, and no more of them than the repository's server bears.</summary>
    private static readonly TimeSpan PushGap = TimeSpan.FromSeconds(1);

    private readonly Channel<string> _nudges = Channel.CreateBounded<string>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private long? _lastPush;

    public void Nudge(string reason) => _nudges.Writer.TryWrite(reason);

    /// <summary>The nudge's reason; null: the instant of <paramref name="next"/> came. Throws when cancelled.</summary>
    public async Task<string?> WaitAsync(Wake next, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource();
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        var wait = Clamp(next.At - time.GetUtcNow());
        pulse?.Rest(wait);
        // Timers go no further than 49 days; waking early is no harm.
        await using var alarm = time.CreateTimer(
            static state => ((CancellationTokenSource)state!).Cancel(), timer, wait, Timeout.InfiniteTimeSpan).ConfigureAwait(false);
        try
        {
            var reason = await _nudges.Reader.ReadAsync(both.Token).ConfigureAwait(false);
            if (reason == INudge.Push) reason = await GatherAsync(cancellationToken).ConfigureAwait(false);
            looks?.Begin();
            return reason;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            pulse?.Beat();
        }
    }

    /// <summary>The first push is looked for at once, those right after it together. A person's nudge among them counts for more.</summary>
    private async Task<string> GatherAsync(CancellationToken cancellationToken)
    {
        var left = _lastPush is { } last ? PushGap - time.GetElapsedTime(last) : TimeSpan.Zero;
        if (left > TimeSpan.Zero) await Task.Delay(left, time, cancellationToken).ConfigureAwait(false);
        _lastPush = time.GetTimestamp();
        return _nudges.Reader.TryRead(out var another) ? another : INudge.Push;
    }

    private static TimeSpan Clamp(TimeSpan wait) => wait < TimeSpan.Zero ? TimeSpan.Zero : wait > TimeSpan.FromDays(1) ? TimeSpan.FromDays(1) : wait;
}
