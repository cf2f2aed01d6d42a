using System.Globalization;

namespace Reconciler.Benchmarks.Scenarios;

/// <summary>One line of the result.</summary>
/// <param name="Objects">How many certificates the run handled; 0 where there are none.</param>
/// <param name="Goal">What must be reached, in words.</param>
/// <param name="BareRate">What the same work takes without us, for as many objects a second, measured in the same run; null where there is none.</param>
internal sealed record ScenarioResult(string Name, int Objects, ChildCost Cost, string Goal, double? BareRate = null)
{
    /// <summary>Certificates in a second, start of the process included.</summary>
    public double Rate => Objects / Cost.Wall.TotalSeconds;
}

/// <summary>Prints results as they come, as a Markdown table that can be pasted into the README.</summary>
internal sealed class ScenarioTable(TextWriter writer)
{
    public void WriteHead()
    {
        writer.WriteLine("| scenario | certificates | wall s | CPU s | peak MB | certificates/s | bare/s | ratio | goal |");
        writer.WriteLine("|---|--:|--:|--:|--:|--:|--:|--:|---|");
    }

    public void Write(ScenarioResult result)
    {
        var rate = result.Objects == 0 ? "" : Text(result.Rate, "0");
        var ratio = result.BareRate is { } bare ? Text(result.Rate / bare, "0.00") : "";
        writer.WriteLine(
            $"| {result.Name} | {result.Objects} | {Text(result.Cost.Wall.TotalSeconds, "0.00")} | {(result.Cost.Cpu > TimeSpan.Zero ? Text(result.Cost.Cpu.TotalSeconds, "0.00") : "")} " +
            $"| {(result.Cost.PeakBytes > 0 ? Text(result.Cost.PeakBytes / 1e6, "0") : "")} | {rate} | {(result.BareRate is { } limit ? Text(limit, "0") : "")} | {ratio} | {result.Goal} |");
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
