using System.Globalization;
using System.Runtime.Versioning;

namespace Reconciler.Cli.Tests.Daemon;

[UnsupportedOSPlatform("windows")]
public sealed class TraceTests : IDisposable
{
    private readonly DaemonRepository _repository = new();

    public void Dispose() => _repository.Dispose();

    [SkippableFact(DisplayName = "OBS-04 a collector is sent each cycle as one trace, with its parts within it and each batch of changes within the apply")]
    public async Task Spans()
    {
        using var collector = new OtlpCollector();
        var commit = _repository.CommitWith("www");
        using var daemon = Start(collector.Url);
        await daemon.UntilInForceAsync(commit);
        await daemon.UntilAsync(() => Task.FromResult(collector.Spans.Any(span => span.Name == "cycle")));
        Assert.Equal(0, await daemon.StopAsync());

        var cycle = collector.Spans.First(span => span.Name == "cycle");
        Assert.Equal("", cycle.Parent);
        var spans = collector.Spans.Where(span => span.Trace == cycle.Trace).ToList();
        Assert.Equal(["apply", "look", "observe", "plan", "read"], spans.Where(span => span.Parent == cycle.Id).Select(span => span.Name).Order(StringComparer.Ordinal));
        var apply = spans.Single(span => span.Name == "apply");
        Assert.Contains(spans, span => span.Parent == apply.Id);
        Assert.All(spans.Where(span => span.Parent == apply.Id), span => Assert.Equal("batch", span.Name));
    }

    [SkippableFact(DisplayName = "OBS-04 a collector that is gone costs the traces and nothing else")]
    public async Task Gone()
    {
        var commit = _repository.CommitWith("www");
        using var daemon = Start("http://127.0.0.1:9");
        await daemon.UntilInForceAsync(commit);
        Assert.Equal(0, await daemon.StopAsync());
        Assert.Contains("loop: stopped", daemon.Log, StringComparison.Ordinal);
    }

    [SkippableFact(DisplayName = "OBS-04 without a collector nothing of what would send to one is loaded")]
    public async Task Unasked()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only Linux lists what a process has mapped");
        var commit = _repository.CommitWith("www");
        using var daemon = new DaemonProcess(_repository.Path, "--interval", "1h");
        await daemon.UntilInForceAsync(commit);
        var mapped = await File.ReadAllTextAsync(string.Create(CultureInfo.InvariantCulture, $"/proc/{daemon.Id}/maps"));
        Assert.Contains("Reconciler.Core.dll", mapped, StringComparison.Ordinal);
        Assert.DoesNotContain("OpenTelemetry", mapped, StringComparison.Ordinal);
        Assert.Equal(0, await daemon.StopAsync());
    }

    private DaemonProcess Start(string collector) => new(
        _repository.Path,
        new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector, ["OTEL_BSP_SCHEDULE_DELAY"] = "100" },
        "--interval", "1h");
}
