using Reconciler.Core.Actual;
using Reconciler.Core.Cycle.Loop;
using Reconciler.Core.Domain;
using Reconciler.Testing;

namespace Reconciler.Core.Tests.Cycle.Loop;

public sealed class LoopScheduleTests
{
    private static readonly DateTimeOffset Now = ManualTime.Start;
    private static readonly NextInstants Nothing = new(null, null);
    private readonly LoopSchedule _schedule = new(TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));

    [Fact(DisplayName = "GIT-05 a quiet look asks for no cycle; what is due, tried again or in its slot does, once")]
    public void Occasions()
    {
        Begin(3);
        Assert.Null(_schedule.At(Now, Nothing));
        Assert.Null(_schedule.At(Now, new(Now.AddSeconds(1), Now.AddSeconds(1))));
        Assert.Equal("due", _schedule.At(Now.AddSeconds(1), new(Now.AddSeconds(1), Now.AddSeconds(1)))!.Reason);
        Assert.Equal("retry", _schedule.At(Now.AddSeconds(1), new(null, Now.AddSeconds(1)))!.Reason);

        var sweep = Sweeps(TimeSpan.FromHours(1));
        Assert.Equal(3, sweep.Sum(occasion => Enumerable.Range(0, 3).Count(i => occasion.Look.Compared.Contains(Id(i)))));
    }

    [Fact(DisplayName = "The wake-up is the earliest of poll, due, stored retry and sweep; a cycle that could not run is tried again by itself, and nothing else counts until then")]
    public void Wakes()
    {
        Begin(0);
        _schedule.Polled(Now, 0.5);
        Assert.Equal(new Wake(Now.AddMinutes(1), "poll"), _schedule.Next(Now, Nothing));
        Assert.Equal(new Wake(Now.AddSeconds(20), "retry"), _schedule.Next(Now, new(Now.AddSeconds(30), Now.AddSeconds(20))));
        Assert.Equal(new Wake(Now.AddSeconds(20), "due"), _schedule.Next(Now, new(Now.AddSeconds(20), Now.AddSeconds(30))));

        _schedule.Missed(Now, 0);
        Assert.Equal(new Wake(Now.AddSeconds(2.5), "retry"), _schedule.Next(Now, new(Now, Now)));
        Assert.Null(_schedule.At(Now, new(Now, Now)));
        Assert.Equal("retry", _schedule.At(Now.AddSeconds(3), Nothing)!.Reason);
        _schedule.Missed(Now.AddSeconds(3), 0);
        Assert.Equal(new Wake(Now.AddSeconds(8), "retry"), _schedule.Next(Now.AddSeconds(3), Nothing));
        _schedule.Ran(Occasion.Whole("retry"), Now.AddSeconds(8));
        Assert.Equal("poll", _schedule.Next(Now.AddSeconds(8), Nothing).Reason);
    }

    [Theory(DisplayName = "A clock that is put back by a day or a year stops neither poll nor sweep, and nothing is waited for again")]
    [InlineData(1)]
    [InlineData(365)]
    public void Clock_back(int days)
    {
        Begin(50);
        _schedule.Polled(Now, 0);
        var back = Now.AddDays(-days);
        _schedule.Observe(Now, TimeSpan.Zero);
        Assert.Equal(TimeSpan.FromDays(-days), _schedule.Observe(back, TimeSpan.Zero));
        Assert.True(_schedule.IsPollDue(back));
        Assert.Equal(back, _schedule.Planned);
        _schedule.Polled(back, 0);
        Assert.True(_schedule.Next(back, Nothing).At <= back.AddMinutes(1));
        Assert.NotNull(_schedule.At(back.AddHours(1), Nothing));
    }

    [Theory(DisplayName = "A clock that is put forward by a day or a year is believed after five minutes; put back before, it has made nothing due")]
    [InlineData(1)]
    [InlineData(365)]
    public void Clock_forward(int days)
    {
        Begin(50);
        var due = new NextInstants(Now.AddHours(2), Now.AddHours(2));
        Assert.Null(_schedule.Observe(Now, TimeSpan.Zero));
        Assert.Equal(TimeSpan.FromDays(days), _schedule.Observe(Now.AddDays(days), TimeSpan.Zero));
        Assert.True(_schedule.IsSettling);
        Assert.Null(_schedule.At(Now.AddDays(days), due));
        _schedule.Polled(Now.AddDays(days).AddHours(1), 0);
        Assert.Equal(Now.AddDays(days).AddMinutes(5), _schedule.Next(Now.AddDays(days), due).At);

        Assert.Equal(TimeSpan.FromDays(-days), _schedule.Observe(Now.AddMinutes(2), TimeSpan.FromMinutes(2)));
        Assert.False(_schedule.IsSettling);
        Assert.Equal("clock", _schedule.At(Now.AddMinutes(2), due)!.Reason);
        _schedule.Ran(Occasion.Whole("clock"), Now.AddMinutes(2));
        Assert.NotEqual("due", _schedule.At(Now.AddMinutes(3), due)?.Reason);

        _schedule.Observe(Now.AddDays(days), TimeSpan.FromMinutes(3));
        _schedule.Observe(Now.AddDays(days).AddMinutes(5), TimeSpan.FromMinutes(8));
        Assert.Equal("clock", _schedule.At(Now.AddDays(days).AddMinutes(5), due)!.Reason);
        _schedule.Ran(Occasion.Whole("clock"), Now.AddDays(days).AddMinutes(5));
        Assert.Null(_schedule.Observe(Now.AddDays(days).AddMinutes(6), TimeSpan.FromMinutes(9)));
    }

    [Fact(DisplayName = "Every object has its slot of a sweep by its identity alone; slots are filled evenly, and a restart changes none")]
    public void Spread()
    {
        var ids = Enumerable.Range(0, 6000).Select(Id).ToList();
        var slots = new SweepSlots(ids, TimeSpan.FromHours(1));
        var again = new SweepSlots(Enumerable.Reverse(ids), TimeSpan.FromHours(1));
        var seen = new HashSet<ResourceId>();
        for (var minute = 0; minute < 60; minute++)
        {
            var (from, to) = (Now.AddMinutes(minute), Now.AddMinutes(minute + 1));
            var slot = slots.Between(from, to);
            Assert.InRange(slot.Count, 60, 150);
            Assert.True(slot.SetEquals(again.Between(from, to)));
            Assert.All(slot, id => Assert.True(seen.Add(id)));
        }

        Assert.Equal(6000, seen.Count);
        Assert.Equal(6000, slots.Between(Now, Now.AddDays(400)).Count);
        Assert.Empty(slots.Between(Now, Now));
        Assert.Null(new SweepSlots([], TimeSpan.FromHours(1)).Next(Now));
    }

    [Theory(DisplayName = "However short a sweep is, its slots are not shorter than a second")]
    [InlineData(1, 1)]
    [InlineData(30, 1)]
    [InlineData(3600, 60)]
    public void Slots(int sweep, int seconds)
    {
        var slots = new SweepSlots(Enumerable.Range(0, 1000).Select(Id), TimeSpan.FromSeconds(sweep));
        Assert.Equal(Now.AddSeconds(seconds), slots.Next(Now));
    }

    private static ResourceId Id(int i) => ResourceId.Certificate("default", "local", $"c{i}");

    private void Begin(int objects)
    {
        _schedule.Polled(Now, 0);
        _schedule.Sweep(Enumerable.Range(0, objects).Select(Id), Now);
        _schedule.Ran(Occasion.Whole("start"), Now);
    }

    /// <summary>The sweeps of a time, each at the instant that the schedule itself names.</summary>
    private List<Occasion> Sweeps(TimeSpan time)
    {
        List<Occasion> sweeps = [];
        var at = Now;
        while (true)
        {
            _schedule.Polled(at, 0.99);
            at = _schedule.Next(at, Nothing).At;
            if (at > Now + time) return sweeps;
            if (_schedule.At(at, Nothing) is not { } occasion) continue;
            sweeps.Add(occasion);
            _schedule.Ran(occasion, at);
        }
    }
}
