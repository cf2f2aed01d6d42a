using System.Globalization;
using System.Net;
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

    [SkippableFact(DisplayName = "OBS-02 a collector is sent what /metrics tells, under the same names; what is retired is not told any more")]
    public async Task Metrics()
    {
        using var collector = new OtlpCollector();
        _repository.Declare("gone");
        var commit = _repository.CommitWith("www");
        using var daemon = Start(collector.Url);
        await daemon.UntilInForceAsync(commit);
        const string expiration = "reconciler_certificate_expiration_timestamp_seconds";
        string Of(string name) => $"account=\"default\",name=\"{name}\",region=\"local\"";
        await daemon.UntilAsync(() => Task.FromResult(
            collector.Last(expiration)?.Samples.Count == 2
            && collector.Last("reconciler_cycles_total")?.Samples.GetValueOrDefault("") == 1
            && collector.Last("reconciler_step_duration_seconds")?.Samples.GetValueOrDefault("verb=\"issue\"") == 1));
        var text = await (await daemon.GetAsync("metrics")).Content.ReadAsStringAsync();
        var names = text.Split('\n').Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]).ToHashSet();
        var empty = names.Where(name => !text.Contains($"\n{name}{{", StringComparison.Ordinal) && !text.Contains($"\n{name} ", StringComparison.Ordinal) && !text.Contains($"\n{name}_count", StringComparison.Ordinal));
        Assert.Equal(names.Except(empty).Order(StringComparer.Ordinal), collector.Metrics.Select(metric => metric.Name).Where(name => name.StartsWith("reconciler_", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal));
        var end = collector.Last(expiration)!.Samples[Of("www")];
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{expiration}{{account=\"default\",region=\"local\",name=\"www\"}} {end}\n"), text, StringComparison.Ordinal);
        Assert.Equal(2, collector.Last("reconciler_objects")!.Samples["kind=\"certificate\",status=\"ISSUED\""]);

        File.Delete(Path.Combine(_repository.Path, "gone.yaml"));
        _repository.Git.Commit();
        Assert.Equal(HttpStatusCode.Accepted, (await daemon.PushAsync()).StatusCode);
        await daemon.UntilAsync(() => Task.FromResult(collector.Last(expiration)!.Samples.Keys.SequenceEqual([Of("www")])));
        await daemon.UntilAsync(() => Task.FromResult(collector.Last("reconciler_cycles_total")!.Samples[""] >= 2));
        Assert.Equal(0, await daemon.StopAsync());
    }

    private DaemonProcess Start(string collector) => new(
        _repository.Path,
        new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector, ["OTEL_BSP_SCHEDULE_DELAY"] = "100", ["OTEL_METRIC_EXPORT_INTERVAL"] = "200" },
        "--interval", "1h");
}
