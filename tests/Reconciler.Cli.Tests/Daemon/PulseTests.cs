using Reconciler.Cli.Loop;

namespace Reconciler.Cli.Tests.Daemon;

public sealed class PulseTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly SteadyClock _clock = new();
    private readonly Pulse _pulse;

    public PulseTests() => _pulse = new(_clock);

    [Fact(DisplayName = "OBS-04 a loop that works is alive as long as a step may take, and again after the next step")]
    public void Working()
    {
        _clock.Elapsed = Patience;
        Assert.True(_pulse.IsAlive(Patience));
        _clock.Elapsed += TimeSpan.FromSeconds(1);
        Assert.False(_pulse.IsAlive(Patience));
        _pulse.Beat();
        Assert.True(_pulse.IsAlive(Patience));
    }

    [Fact(DisplayName = "OBS-04 a loop that waits is alive for as long as it meant to wait, and a step more")]
    public void Waiting()
    {
        var wait = TimeSpan.FromHours(20);
        _pulse.Rest(wait);
        _clock.Elapsed = wait + Patience;
        Assert.True(_pulse.IsAlive(Patience));
        _clock.Elapsed += TimeSpan.FromSeconds(1);
        Assert.False(_pulse.IsAlive(Patience));
    }

    private sealed class SteadyClock : TimeProvider
    {
        public TimeSpan Elapsed { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Elapsed.Ticks;
    }
}
