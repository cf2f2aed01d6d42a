using System.Diagnostics;
using System.Globalization;

namespace Reconciler.Benchmarks.Scenarios;

/// <summary>What one run of the program cost.</summary>
/// <param name="PeakBytes">Highest resident memory.</param>
internal sealed record ChildCost(TimeSpan Wall, TimeSpan Cpu, long PeakBytes)
{
    /// <summary>Of several runs, the one with the median wall time.</summary>
    public static ChildCost Median(IReadOnlyCollection<ChildCost> runs) => runs.OrderBy(run => run.Wall).ElementAt(runs.Count / 2);
}

/// <summary>Runs the published program as a child, alone, and measures it.</summary>
internal sealed class ChildRun(string program, TimeProvider time)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(4);

    /// <summary>Throws with what the child said when it does not end with 0.</summary>
    public async Task<ChildCost> MeasureAsync(params string[] arguments)
    {
        var before = ChildUsage.Cpu();
        var start = time.GetTimestamp();
        using var child = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = child.StandardOutput.ReadToEndAsync();
        var errors = child.StandardError.ReadToEndAsync();
        var ended = child.WaitForExitAsync();
        var peak = 0L;
        while (!ended.IsCompleted)
        {
            peak = Math.Max(peak, PeakOf(child.Id));
            await Task.WhenAny(ended, Task.Delay(Look, time)).ConfigureAwait(false);
        }

        await ended.ConfigureAwait(false);
        var wall = time.GetElapsedTime(start);
        var said = await output.ConfigureAwait(false) + await errors.ConfigureAwait(false);
        if (child.ExitCode != 0) throw new InvalidOperationException($"{Path.GetFileName(program)} {string.Join(' ', arguments)} ended with {child.ExitCode}: {said}");
        return new(wall, ChildUsage.Cpu() - before, peak);
    }

    // The kernel keeps the highest value (proc(5), VmHWM), so the last look before the end is enough.
    private static long PeakOf(int process)
    {
        try
        {
            foreach (var line in File.ReadLines($"/proc/{process}/status"))
            {
                if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
                    return long.Parse(line.AsSpan(6).TrimEnd("kB").Trim(), NumberStyles.None, CultureInfo.InvariantCulture) * 1024;
            }
        }
        catch (IOException)
        {
            // It has just ended.
        }

        return 0;
    }
}
