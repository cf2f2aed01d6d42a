using System.Runtime.CompilerServices;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Reconciler.Adapters.Telemetry;

/// <summary>
/// Sends what is traced to a collector by OTLP, where the <c>OTEL_…</c> variables of the OpenTelemetry specification name one; it goes in batches behind the
/// daemon's back, and a collector that is gone costs nothing but the traces. Disposing sends the rest, within seconds.
/// </summary>
public sealed class OtlpExport : IDisposable
{
    private readonly TracerProvider _tracer;

    private OtlpExport(TracerProvider tracer) => _tracer = tracer;

    /// <summary>Null, without loading anything, when no collector is named.</summary>
    /// <param name="source">Name of the activity source that is exported.</param>
    public static OtlpExport? Start(IReadOnlyDictionary<string, string> environment, string source)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var isNamed = environment.ContainsKey("OTEL_EXPORTER_OTLP_ENDPOINT") || environment.ContainsKey("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
        var isOff = string.Equals(environment.GetValueOrDefault("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase);
        return isNamed && !isOff ? Build(environment, source) : null;
    }

    public void Dispose() => _tracer.Dispose();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static OtlpExport Build(IReadOnlyDictionary<string, string> environment, string source)
    {
        // The variables come last, so that OTEL_SERVICE_NAME wins.
        var resource = ResourceBuilder.CreateEmpty().AddService("reconciler").AddTelemetrySdk().AddEnvironmentVariableDetector();
        return new(Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(source).AddOtlpExporter(options =>
        {
            if (!environment.ContainsKey("OTEL_EXPORTER_OTLP_PROTOCOL") && !environment.ContainsKey("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL")) options.Protocol = OtlpExportProtocol.HttpProtobuf;
        }).Build());
    }
}
