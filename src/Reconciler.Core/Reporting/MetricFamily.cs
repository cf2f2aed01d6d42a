using Reconciler.Core.Actual;
using Reconciler.Core.Cycle.Loop;
using Reconciler.Core.Events;

namespace Reconciler.Core.Reporting;

/// <summary>One metric with its samples: what the text of <c>/metrics</c> says, for who takes numbers.</summary>
/// <param name="IsCounter">It only grows; otherwise a gauge.</param>
public sealed record MetricFamily(string Name, string Help, bool IsCounter, IReadOnlyList<MetricSample> Samples)
{
    /// <summary>What the loop tells; its histograms are <see cref="LoopMeter"/>'s own instruments.</summary>
    public static IReadOnlyList<MetricFamily> Of(LoopState loop, LoopFigures figures, IReadOnlyList<Subscriber> subscribers, DateTimeOffset now)
    {
        var families = new MetricFamilies();
        LoopMetrics.Write(families, loop, figures, now);
        NotificationMetrics.Write(families, subscribers);
        return families.ToList();
    }

    /// <summary>What the state alone tells.</summary>
    public static IReadOnlyList<MetricFamily> Of(ActualState state, DateTimeOffset now)
    {
        var families = new MetricFamilies();
        StateMetrics.Write(families, state, now);
        return families.ToList();
    }
}

public readonly record struct MetricSample(double Value, KeyValuePair<string, object?>[] Labels);

/// <summary>Collects all families but histograms.</summary>
internal sealed class MetricFamilies : IMetricWriter
{
    private readonly List<MetricFamily> _families = [];
    private List<MetricSample> _samples = [];

    public IReadOnlyList<MetricFamily> ToList() => _families;

    public void Family(string name, string type, string help)
    {
        if (type == "histogram") return;
        _samples = [];
        _families.Add(new(name, help, type == "counter", _samples));
    }

    public void Sample(string name, double value, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        var pairs = new KeyValuePair<string, object?>[labels.Length];
        for (var i = 0; i < labels.Length; i++) pairs[i] = new(labels[i].Name, labels[i].Value);
        _samples.Add(new(value, pairs));
    }

    public void Histogram(string name, Durations durations, params ReadOnlySpan<(string Name, string Value)> labels)
    {
    }
}
