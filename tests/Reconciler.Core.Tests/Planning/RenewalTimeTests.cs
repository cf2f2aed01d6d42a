using Reconciler.Core.Domain;
using Reconciler.Core.Planning;
using Reconciler.Testing;
using Reconciler.Testing.State;

namespace Reconciler.Core.Tests.Planning;

public class RenewalTimeTests
{
    private static readonly DateTimeOffset NotBefore = ManualTime.Start;
    private static readonly SerialNumber Serial = StateSamples.Serial(1);

    [Theory(DisplayName = "RNW-01 The window is renewBefore or a third of the lifetime, whichever is shorter; due falls into its first quarter")]
    [InlineData(395, 60, 60)]
    [InlineData(90, 60, 30)]
    [InlineData(7, 60, 7.0 / 3)]
    [InlineData(395, 10, 10)]
    public void Window(int lifetime, int renewBefore, double window)
    {
        var notAfter = NotBefore.AddDays(lifetime);
        var due = RenewalTime.Due("id", Serial, NotBefore, notAfter, TimeSpan.FromDays(renewBefore));
        var spread = RenewalTime.Spread("id", Serial);
        Assert.InRange(spread, 0, 0.999999999);
        Assert.Equal(0, due.Ticks % TimeSpan.TicksPerSecond);
        Assert.InRange((due - (notAfter - (TimeSpan.FromDays(window) * (1 - (spread / 4))))).TotalSeconds, -1, 1);
        Assert.InRange(due, notAfter.AddDays(-window).AddSeconds(-1), notAfter.AddDays(-window * 3 / 4));
    }

    [Fact(DisplayName = "RNW-01 Ten thousand certificates of one day renew spread over a quarter of the window: no hour has twice its share")]
    public void Fleet()
    {
        var notAfter = NotBefore.AddDays(395);
        var first = notAfter.AddDays(-60);
        var byHour = Enumerable.Range(0, 10_000)
            .Select(number => RenewalTime.Due(StateSamples.CertificateId(number).Text, StateSamples.Serial(number), NotBefore, notAfter, TimeSpan.FromDays(60)))
            .GroupBy(due => (int)(due - first).TotalHours)
            .ToDictionary(group => group.Key, group => group.Count());
        const int hours = 15 * 24;
        Assert.Equal((0, hours - 1), (byHour.Keys.Min(), byHour.Keys.Max()));
        Assert.True(byHour.Values.Max() <= 2 * 10_000 / hours, $"{byHour.Values.Max()} in one hour");
    }

    [Fact(DisplayName = "RNW-01 The instant is the same at every look, and another for another identity or serial")]
    public void Stable()
    {
        DateTimeOffset Due(string id, SerialNumber serial) => RenewalTime.Due(id, serial, NotBefore, NotBefore.AddDays(395), TimeSpan.FromDays(60));
        Assert.Equal(Due("a", Serial), Due("a", SerialNumber.Parse(Serial.Hex)));
        Assert.NotEqual(Due("a", Serial), Due("b", Serial));
        Assert.NotEqual(Due("a", Serial), Due("a", StateSamples.Serial(2)));
    }
}
