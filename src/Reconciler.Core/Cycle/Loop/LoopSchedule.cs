using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
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
    private DesiredState? _sweeps;
    private DateTimeOffset _poll = DateTimeOffset.MinValue;
    private DateTimeOffset _swept;
    private DateTimeOffset? _again;
    private int _missed;
    private (DateTimeOffset Now, TimeSpan Elapsed)? _last;
    private TimeSpan _steady;
    private bool _isMoved;

    /// <summary>More is no drift of a clock: somebody set it, or the machine slept.</summary>
    private static readonly TimeSpan Jump = TimeSpan.FromHours(1);

    /// <summary>A clock that was put forward is believed after it has run on for so long: what it makes due would be issued for nothing if it were put back.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(5);

    /// <summary>Until when what was due, or to be tried again, was planned.</summary>
    public DateTimeOffset Planned { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>The clock jumped forward, and it is not said yet that it stays there.</summary>
    public bool IsSettling => _last?.Elapsed < _steady;

    /// <summary>A clock that was put back must not make the loop wait until it has come so far again. Returns by how much it jumped; null: it did not.</summary>
    /// <param name="now">By the clock.</param>
    /// <param name="elapsed">Since the loop began, by a clock that nobody sets.</param>
    public TimeSpan? Observe(DateTimeOffset now, TimeSpan elapsed)
    {
        var jump = _last is { } last ? now - last.Now - (elapsed - last.Elapsed) : TimeSpan.Zero;
        _last = (now, elapsed);
        var isJump = jump.Duration() > Jump;
        if (isJump) (_isMoved, _steady) = (true, jump > TimeSpan.Zero ? elapsed + Settling : elapsed);
        if (Planned > now) Planned = now;
        if (_swept > now) _swept = now;
        if (_poll > now + (2 * interval)) _poll = now;
        if (_again > now + WakeTimes.LongestRetry) _again = now;
        return isJump ? jump : null;
    }

    public bool IsPollDue(DateTimeOffset now) => _poll <= now;

    /// <param name="now">When the repository was asked.</param>
    /// <param name="jitter">In [0, 1).</param>
    public void Polled(DateTimeOffset now, double jitter) => _poll = WakeTimes.Poll(now, interval, jitter);

    /// <summary>The objects that are swept from now on.</summary>
    public void Sweep(IEnumerable<ResourceId> objects, DateTimeOffset now) => (_slots, _swept) = (new(objects, sweep), now);

    /// <summary>A configuration came into force: its first one is swept from now on, a later one goes on where the one before was.</summary>
    public void Sweep(DesiredState desired, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(desired);
        if (_sweeps is null) Sweep(desired.Resources.Select(resource => resource.Id).Where(IsSwept), now);
        else
        {
            foreach (var change in DesiredDifference.Of(_sweeps, desired).Resources.Where(change => IsSwept(change.Either.Id)))
            {
                if (change.Before is null) _slots.Add(change.Either.Id);
                else if (change.After is null) _slots.Remove(change.Either.Id);
            }
        }

        _sweeps = desired;
    }

    /// <summary>Of these the world holds something.</summary>
    private static bool IsSwept(ResourceId id) => id.Kind is ResourceKind.Certificate or ResourceKind.CertificateAuthority or ResourceKind.DnsProvider;

    /// <summary>What the clock alone asks for; null: a quiet look.</summary>
    public Occasion? At(DateTimeOffset now, NextInstants next)
    {
        ArgumentNullException.ThrowIfNull(next);
        if (IsSettling) return null;
        if (_isMoved) return Occasion.Whole("clock");
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
        (_missed, _again, _isMoved) = (0, null, false);
    }

    /// <summary>A cycle could not run at all: the state is locked, or cannot be read or written.</summary>
    /// <param name="now">When that was seen.</param>
    /// <param name="jitter">In [0, 1).</param>
    public void Missed(DateTimeOffset now, double jitter) => _again = WakeTimes.Retry(now, ++_missed, jitter);

    public Wake Next(DateTimeOffset now, NextInstants next)
    {
        ArgumentNullException.ThrowIfNull(next);
        if (IsSettling) return WakeTimes.Next(now, _poll, null, now + (_steady - _last!.Value.Elapsed), null);
        return _missed > 0 ? WakeTimes.Next(now, _poll, null, _again, null) : WakeTimes.Next(now, _poll, next.Due, next.Try, _slots.Next(_swept));
    }
}
