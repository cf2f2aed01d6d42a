using System.Collections.Immutable;
using System.Text;
using Reconciler.Core.Actual;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning.Simulating;
using Reconciler.Core.Reporting;
using Reconciler.Core.Tests.Applying;
using Reconciler.Testing;
using Reconciler.Testing.Cycle;
using Reconciler.Testing.Desired;

namespace Reconciler.Core.Tests.Planning.Simulating;

public sealed class SimulationTests
{
    [Fact(DisplayName = "RNW-01 A forecast renews each certificate by its own rule, and nothing ends")]
    public void Renewals()
    {
        var forecast = Run(Worlds.Private().Deployed("a", spec => spec with { Validity = Validity.For(Period.Days(90)) }), years: 2);
        Assert.Empty(forecast.Endings);
        // Every 60 to 67 and a half days, looked at once a day.
        Assert.InRange(forecast.Issued.Values.Sum(), 10, 12);
        Assert.All(forecast.Issued.Keys.Zip(forecast.Issued.Keys.Skip(1)), pair => Assert.InRange(pair.Second.DayNumber - pair.First.DayNumber, 60, 69));
    }

    [Fact(DisplayName = "RNW-02 What is of public trust and not in use ends, with the date and the cause")]
    public void Ineligible()
    {
        var forecast = Run(Worlds.Public().Shop("www", "www.shop.example", spec => spec with { Targets = [] }), years: 2);
        var ending = Assert.Single(forecast.Endings);
        Assert.Equal("default/local/certificate/www", ending.Id);
        Assert.Equal(ManualTime.Start.AddDays(395).AddSeconds(-1), ending.At);
        Assert.Contains("INELIGIBLE", ending.Cause, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "KEY-05 A certificate with a fixed end, and one whose authority is disabled, end with their cause")]
    public void Ends()
    {
        var fixedEnd = ManualTime.Start.AddDays(100);
        var forecast = Run(Worlds.Private().Private("fixed", spec => spec with { Validity = Validity.Until(fixedEnd) }).Private("open"), years: 2);
        var ending = Assert.Single(forecast.Endings);
        Assert.Equal(("default/local/certificate/fixed", fixedEnd), (ending.Id, ending.At));
        Assert.Contains("would not end later", ending.Cause, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "PCA-08 Authorities renew themselves in time for what they issue")]
    public void Authorities()
    {
        var forecast = Run(Worlds.Private().Private("a"), years: 12);
        Assert.Empty(forecast.Endings);
        Assert.Contains(forecast.Authorities, renewal => renewal.Id == "default/local/authority/root");
        Assert.True(forecast.Authorities.Count(renewal => renewal.Id == "default/local/authority/corp") >= 2);
    }

    [Fact(DisplayName = "RNW-01 What a fleet's forecast says of a certificate is what its own says: a day looks at what is due on it, and nothing is lost by that")]
    public void Alone()
    {
        static DesiredBuilder Declare(DesiredBuilder world, int number) => number % 3 == 0
            ? world.Shop($"c{number:d2}", $"c{number:d2}.shop.example")
            : world.Private($"c{number:d2}", spec => spec with { Validity = Validity.For(Period.Days(30 * number)) });
        var numbers = Enumerable.Range(1, 14).ToList();
        var fleet = Run(numbers.Aggregate(Worlds.Public(), Declare), years: 6);
        var alone = numbers.Select(number => Run(Declare(Worlds.Public(), number), years: 6)).ToList();
        Assert.Equal(
            alone.SelectMany(forecast => forecast.Issued).GroupBy(day => day.Key, day => day.Value).OrderBy(day => day.Key).Select(day => (day.Key, day.Sum())),
            fleet.Issued.Select(day => (day.Key, day.Value)));
        Assert.Empty(fleet.Endings);
    }

    [Fact(DisplayName = "The load of each day is a column of its month, the busiest the highest; a day without any is a point")]
    public void Chart()
    {
        var issued = ImmutableSortedDictionary<DateOnly, int>.Empty.Add(new(2028, 2, 1), 1).Add(new(2028, 2, 29), 900).Add(new(2028, 4, 30), 450);
        var text = ForecastText.Render(new(ManualTime.Start, ManualTime.Start.AddYears(3), 900, issued, [], []), Ink.Off);
        Assert.Contains($"2028-02  901  1{new string('.', 27)}9\n2028-04  450  {new string('.', 29)}5\nA column is a day", text, StringComparison.Ordinal);
        Assert.Contains("Most on one day: 900, on 2028-02-29", text, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A forecast is the same for the same input, as text and JSON")]
    public void Same()
    {
        var desired = Worlds.Public().Private("a").Shop("www", "www.shop.example");
        Assert.Equal(ForecastText.Render(Run(desired, 3), Ink.Off), ForecastText.Render(Run(desired, 3), Ink.Off));
        var json = Encoding.UTF8.GetString(ForecastText.RenderJson(Run(desired, 3)));
        Assert.Equal(json, Encoding.UTF8.GetString(ForecastText.RenderJson(Run(desired, 3))));
        Assert.Contains("Nothing ends without a successor", ForecastText.Render(Run(desired, 3), Ink.Off), StringComparison.Ordinal);
    }

    private static Forecast Run(DesiredBuilder desired, int years) =>
        Simulation.Run(desired.BuildWithRecords(), ActualState.Empty, ManualTime.Start, ManualTime.Start.AddYears(years), CancellationToken.None);
}
