using System.Runtime.CompilerServices;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Reconciler.Adapters.Telemetry;

/// <summary>What of this process is exported, by the names of its sources.</summary>
/// <param name="Spans">An activity source.</param>
/// <param name="Durations">A meter of counters and histograms.</param>
/// <param name="Gauges">A meter of gauges, of which each tells exactly what there is when it is asked.</param>
public sealed record OtlpSources(string Spans, string Durations, string Gauges);

/// <summary>
/// Sends traces and metrics to a collector by OTLP, where the <c>OTEL_…</c> variables of the OpenTelemetry specification name one; they go in batches behind the
/// daemon's back, and a collector that is gone costs nothing but them. Disposing sends the rest, within seconds.
/// </summary>
public sealed class OtlpExport : IDisposable
{
    /// <summary>Time series of one metric: two tags on each of a hundred thousand certificates. Room that is not used is not held.</summary>
    private const int MostSeries = 200_000;

    private readonly List<IDisposable> _providers = [];

    private OtlpExport()
    {
    }

    /// <summary>Metrics go out too.</summary>
    public bool SendsMetrics { get; private init; }

    /// <summary>Null, without loading anything, when no collector is named.</summary>
    public static OtlpExport? Start(IReadOnlyDictionary<string, string> environment, OtlpSources sources)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var isOff = string.Equals(environment.GetValueOrDefault("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase);
        var (traces, metrics) = (Sends(environment, "TRACES"), Sends(environment, "METRICS"));
        return !isOff && (traces || metrics) ? Build(environment, sources, traces, metrics) : null;
    }

    public void Dispose()
    {
        foreach (var provider in _providers) provider.Dispose();
    }

    private static bool Sends(IReadOnlyDictionary<string, string> environment, string signal) =>
        (environment.ContainsKey("OTEL_EXPORTER_OTLP_ENDPOINT") || environment.ContainsKey($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT")) && environment.GetValueOrDefault($"OTEL_{signal}_EXPORTER") != "none";

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static OtlpExport Build(IReadOnlyDictionary<string, string> environment, OtlpSources sources, bool traces, bool metrics)
    {
        // The variables come last, so that OTEL_SERVICE_NAME wins.
        var resource = ResourceBuilder.CreateEmpty().AddService("reconciler").AddTelemetrySdk().AddEnvironmentVariableDetector();
        var export = new OtlpExport { SendsMetrics = metrics };
        if (traces) export._providers.Add(Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(sources.Spans).AddOtlpExporter(options => Choose(options, environment, "TRACES")).Build());
        if (!metrics) return export;
        export._providers.Add(Metrics(environment, resource, sources.Durations, null));

        // Of a gauge, temporality says nothing to who receives it; to this library, delta says that what is not told any more is not sent any more.
        export._providers.Add(Metrics(environment, resource, sources.Gauges, MetricReaderTemporalityPreference.Delta));
        return export;
    }

    private static MeterProvider Metrics(IReadOnlyDictionary<string, string> environment, ResourceBuilder resource, string meter, MetricReaderTemporalityPreference? temporality) =>
        Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(meter)
            .AddView(instrument => instrument.Name.StartsWith("reconciler_certificate_", StringComparison.Ordinal) ? new MetricStreamConfiguration { CardinalityLimit = MostSeries } : null)
            .AddOtlpExporter((options, reader) =>
            {
                Choose(options, environment, "METRICS");
                if (temporality is { } given) reader.TemporalityPreference = given;
            })
            .Build();

    private static void Choose(OtlpExporterOptions options, IReadOnlyDictionary<string, string> environment, string signal)
    {
        if (!environment.ContainsKey("OTEL_EXPORTER_OTLP_PROTOCOL") && !environment.ContainsKey($"OTEL_EXPORTER_OTLP_{signal}_PROTOCOL")) options.Protocol = OtlpExportProtocol.HttpProtobuf;
    }
}
