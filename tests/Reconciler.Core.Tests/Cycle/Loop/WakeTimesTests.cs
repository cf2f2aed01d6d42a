using Reconciler.Core.Cycle.Loop;
using Reconciler.Testing;

namespace Reconciler.Core.Tests.Cycle.Loop;

public sealed class WakeTimesTests
{
    private static readonly DateTimeOffset Now = ManualTime.Start;

    [Theory(DisplayName = "The repository is asked a tenth earlier or later than the interval says")]
    [InlineData(0, 54)]
    [InlineData(0.5, 60)]
    [InlineData(0.999999, 65)]
    public void Poll(double jitter, int seconds) => Assert.Equal(seconds, (int)(WakeTimes.Poll(Now, TimeSpan.FromSeconds(60), jitter) - Now).TotalSeconds);

    [Theory(DisplayName = "What failed or waits is tried again after 5 seconds, then twice as long each time, at most a quarter of an hour")]
    [InlineData(1, 5)]
    [InlineData(2, 10)]
    [InlineData(5, 80)]
    [InlineData(8, 640)]
    [InlineData(9, 900)]
    [InlineData(1_000_000, 900)]
    public void Retry(int attempts, int longest)
    {
        Assert.Equal(longest / 2.0, (WakeTimes.Retry(Now, attempts, 0) - Now).TotalSeconds);
        Assert.InRange((WakeTimes.Retry(Now, attempts, 0.9999) - Now).TotalSeconds, longest * 0.99, longest);
    }

    [Fact(DisplayName = "It looks at the earliest of poll, due, retry and sweep, says why, and never in the past")]
    public void Next()
    {
        var far = Now.AddHours(1);
        Assert.Equal(new Wake(Now.AddMinutes(1), "poll"), WakeTimes.Next(Now, Now.AddMinutes(1), null, null, far));
        Assert.Equal(new Wake(Now.AddSeconds(5), "due"), WakeTimes.Next(Now, Now.AddMinutes(1), Now.AddSeconds(5), Now.AddSeconds(6), far));
        Assert.Equal(new Wake(Now.AddSeconds(4), "retry"), WakeTimes.Next(Now, Now.AddMinutes(1), Now.AddSeconds(5), Now.AddSeconds(4), far));
        Assert.Equal(new Wake(Now, "sweep"), WakeTimes.Next(Now, Now.AddMinutes(1), null, null, Now.AddHours(-1)));
    }
}
