using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Hosting;
using Reconciler.Core.Actual;
using Reconciler.Core.Cycle.Loop;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Events;
using Reconciler.Core.Reporting;

namespace Reconciler.Cli.Loop;

/// <summary>
/// What <c>/metrics</c> tells, under the same names as instruments of this process, for a collector that is sent metrics. Read twice as often as they are sent;
/// of an unchanged state nothing is read but its serial.
/// </summary>
internal sealed class MetricsMirror(ILoopView loop, LoopMeter meter, IActualStore store, ISubscribers subscribers, TimeProvider time, TimeSpan interval, LoopLog log) : BackgroundService
{
    /// <summary>Name of the meter of its gauges; counters stand beside the loop's histograms.</summary>
    public const string Gauges = "Reconciler.Gauges";

    private readonly Meter _counters = new(LoopMeter.Source);
    private readonly Meter _gauges = new(Gauges);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private volatile Dictionary<string, MetricFamily> _families = [];
    private (StateMark Mark, DateTimeOffset HoldsUntil, IReadOnlyList<MetricFamily> Families)? _state;

    /// <summary>How often metrics are sent (<c>OTEL_METRIC_EXPORT_INTERVAL</c>, milliseconds).</summary>
    public static TimeSpan IntervalOf(IReadOnlyDictionary<string, string> environment) =>
        int.TryParse(environment.GetValueOrDefault("OTEL_METRIC_EXPORT_INTERVAL"), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds > 1
            ? TimeSpan.FromMilliseconds(milliseconds)
            : TimeSpan.FromMinutes(1);

    public override void Dispose()
    {
        _counters.Dispose();
        _gauges.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval / 2, time);
        try
        {
            do
            {
                await ReadAsync(stoppingToken).ConfigureAwait(false);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was read last is sent last.
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var now = time.GetUtcNow();
            var told = MetricFamily.Of(loop.Current, meter.Figures, await subscribers.ReadSubscribersAsync(cancellationToken).ConfigureAwait(false), now);
            var mark = await store.ReadMarkAsync(cancellationToken).ConfigureAwait(false);
            if (_state is not { } read || read.Mark != mark || read.HoldsUntil <= now)
            {
                var state = await store.ReadAsync(cancellationToken).ConfigureAwait(false);
                _state = read = (mark, StateMetrics.NextEnd(state, now), MetricFamily.Of(state, now));
            }

            _families = told.Concat(read.Families).ToDictionary(family => family.Name, StringComparer.Ordinal);
            foreach (var family in _families.Values.Where(family => _names.Add(family.Name))) Instrument(family);
        }
        catch (ReconcilerException failure)
        {
            log.Once("warning", "metrics", $"they are not sent anew: {failure.Message}");
        }
    }

    private void Instrument(MetricFamily family)
    {
        if (family.IsCounter) _counters.CreateObservableCounter(family.Name, () => Measure(family.Name), description: family.Help);
        else _gauges.CreateObservableGauge(family.Name, () => Measure(family.Name), description: family.Help);
    }

    private IEnumerable<Measurement<double>> Measure(string name) =>
        _families.TryGetValue(name, out var family) ? family.Samples.Select(sample => new Measurement<double>(sample.Value, sample.Labels)) : [];
}
