using Reconciler.Core.Cycle.Loop;

namespace Reconciler.Core.Reporting;

/// <summary>
/// The part of the metrics that the loop tells of itself, in the Prometheus text format 0.0.4 (row OBS-02). Names follow the conventions: base units,
/// <c>_total</c> for counters.
/// </summary>
public static class LoopMetrics
{
    public static byte[] Render(LoopState loop, LoopFigures figures, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(figures);
        var lines = new MetricLines();
        Write(lines, loop, figures, now);
        return lines.ToArray();
    }

    internal static void Write(IMetricWriter lines, LoopState loop, LoopFigures figures, DateTimeOffset now)
    {
        Done(lines, loop, figures);
        Source(lines, loop, now);
        lines.Single("reconciler_ready", "gauge", "1 when the first cycle is over and the state can be written.", loop.IsReady ? 1 : 0);
        lines.Single("reconciler_standby", "gauge", "1 while another daemon does the work.", loop.IsStandby ? 1 : 0);
        lines.Single("reconciler_start_timestamp_seconds", "gauge", "When the daemon started, seconds since 1970.", loop.Started.ToUnixTimeSeconds());
    }

    private static void Done(IMetricWriter lines, LoopState loop, LoopFigures figures)
    {
        lines.Single("reconciler_cycles_total", "counter", "Cycles that planned.", loop.Cycles);
        lines.Single("reconciler_changes_done_total", "counter", "Changes done.", loop.Done);
        lines.Single("reconciler_changes_failed_total", "counter", "Changes that failed.", loop.Failed);
        lines.Single("reconciler_changes_waiting", "gauge", "Changes that wait, of the last cycle.", loop.Waiting);
        lines.Single("reconciler_queue_changes", "gauge", "Changes of the cycle in hand that are not over yet.", figures.Queue);
        lines.Family("reconciler_cycle_duration_seconds", "histogram", "How long cycles took.");
        lines.Histogram("reconciler_cycle_duration_seconds", figures.Cycles);
        lines.Family("reconciler_step_duration_seconds", "histogram", "How long steps took, by verb: a step is a batch of alike changes.");
        foreach (var (verb, durations) in figures.Steps) lines.Histogram("reconciler_step_duration_seconds", durations, ("verb", verb));
        lines.Single("reconciler_last_cycle_timestamp_seconds", "gauge", "End of the last cycle, seconds since 1970; 0 before the first.", loop.LastCycle?.ToUnixTimeSeconds() ?? 0);
        lines.Single("reconciler_last_success_timestamp_seconds", "gauge", "End of the last cycle in which nothing failed, seconds since 1970; 0 before the first.", loop.LastSuccess?.ToUnixTimeSeconds() ?? 0);
        lines.Single("reconciler_next_look_timestamp_seconds", "gauge", "When the loop looks again by itself, seconds since 1970; 0 before the first look.", loop.Next?.At.ToUnixTimeSeconds() ?? 0);
    }

    private static void Source(IMetricWriter lines, LoopState loop, DateTimeOffset now)
    {
        lines.Single("reconciler_commit_age_seconds", "gauge", "Age of the commit in force; 0 while there is none.", loop.RevisionTime is { } at ? Math.Max(0, (now - at).TotalSeconds) : 0);
        lines.Single("reconciler_commit_refused", "gauge", "1 while the newest commit is not in force.", loop.Refused is null ? 0 : 1);
        lines.Single("reconciler_source_reachable", "gauge", "0 while the repository cannot be asked.", loop.SourceFailure is null ? 1 : 0);
    }
}
