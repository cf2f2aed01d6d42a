using System.Buffers;
using System.Globalization;
using System.Text;
using Reconciler.Core.Cycle.Loop;

namespace Reconciler.Core.Reporting;

/// <summary>Lines of the Prometheus text format 0.0.4, written as UTF-8; label values are escaped as it says.</summary>
internal sealed class MetricLines(int capacity = 16 * 1024) : IMetricWriter
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create("\\\"\n");

    private readonly ArrayBufferWriter<byte> _bytes = new(capacity);

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    public void Family(string name, string type, string help)
    {
        Text("# HELP ");
        Text(name);
        Text(" ");
        Text(help);
        Text("\n# TYPE ");
        Text(name);
        Text(" ");
        Text(type);
        Text("\n");
    }

    public void Sample(string name, double value, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        Text(name);
        for (var i = 0; i < labels.Length; i++)
        {
            Text(i == 0 ? "{" : ",");
            Text(labels[i].Name);
            Text("=\"");
            Label(labels[i].Value);
            Text("\"");
        }

        Text(labels.Length > 0 ? "} " : " ");
        Span<char> digits = stackalloc char[32];
        value.TryFormat(digits, out var length, "R", CultureInfo.InvariantCulture);
        Text(digits[..length]);
        Text("\n");
    }

    /// <summary>The samples of one histogram; buckets are cumulative.</summary>
    public void Histogram(string name, Durations durations, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        (string Name, string Value)[] bucket = [.. labels, ("le", "")];
        var count = 0L;
        for (var i = 0; i < durations.Counts.Length; i++)
        {
            count += durations.Counts[i];
            bucket[^1] = ("le", i < Durations.Bounds.Length ? Durations.Bounds[i].ToString("R", CultureInfo.InvariantCulture) : "+Inf");
            Sample(name + "_bucket", count, bucket);
        }

        Sample(name + "_sum", durations.Total, labels);
        Sample(name + "_count", count, labels);
    }

    private void Label(string value)
    {
        if (value.AsSpan().ContainsAny(Escaped))
            value = value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        Text(value);
    }

    private void Text(ReadOnlySpan<char> text) => Encoding.UTF8.GetBytes(text, _bytes);
}
