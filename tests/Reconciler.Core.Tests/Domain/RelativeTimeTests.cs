using Reconciler.Core.Domain;

namespace Reconciler.Core.Tests.Domain;

public sealed class RelativeTimeTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 6, 0, 0, TimeSpan.Zero);

    [Theory(DisplayName = "A distance is told in the largest unit of which there are two, before and after now")]
    [InlineData(0, "now")]
    [InlineData(1, "in 1 second")]
    [InlineData(-1, "1 second ago")]
    [InlineData(119, "in 119 seconds")]
    [InlineData(120, "in 2 minutes")]
    [InlineData(-7_199, "119 minutes ago")]
    [InlineData(7_200, "in 2 hours")]
    [InlineData(172_799, "in 47 hours")]
    [InlineData(172_800, "in 2 days")]
    [InlineData(-63_072_000, "730 days ago")]
    [InlineData(63_115_200, "in 2 years")]
    public void Of(long seconds, string told) => Assert.Equal(told, RelativeTime.Of(Now.AddSeconds(seconds), Now));

    [Fact(DisplayName = "Absolute and relative stand together")]
    public void Both() => Assert.Equal("2026-12-25T06:00:00Z (in 30 days)", RelativeTime.Both(Now.AddDays(30), Now));
}
