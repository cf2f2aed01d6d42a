using Reconciler.Core.Cycle.Loop;

namespace Reconciler.Core.Reporting;

/// <summary>Takes metrics one family after the other, in whatever form they go to who reads them.</summary>
internal interface IMetricWriter
{
    /// <param name="type"><c>counter</c>, <c>gauge</c> or <c>histogram</c>.</param>
    void Family(string name, string type, string help);

    /// <summary>Of the family before it.</summary>
    void Sample(string name, double value, params ReadOnlySpan<(string Name, string Value)> labels);

    /// <summary>Of the family before it.</summary>
    void Histogram(string name, Durations durations, params ReadOnlySpan<(string Name, string Value)> labels);

    void Single(string name, string type, string help, double value)
    {
        Family(name, type, help);
        Sample(name, value);
    }
}
