using System.Globalization;
using System.Runtime.Versioning;
using System.Text.Json;
using System.Text.RegularExpressions;
using Reconciler.Testing.Git;

namespace Reconciler.Cli.Tests.Daemon;

/// <summary>The metrics, the rules and the dashboard as Prometheus itself reads them.</summary>
[UnsupportedOSPlatform("windows")]
public sealed partial class PrometheusTests : IDisposable
{
    private static readonly string Run = Path.Combine(RepositoryRoot.Path, "examples", "11-daemon", "run");

    private const string Token = "shared-with-who-asks";

    private readonly TempGitRepository _repository = new();
    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        _repository.Dispose();
        _folder.Dispose();
    }

    [SkippableFact(DisplayName = "OBS-02 Prometheus scrapes a running daemon, and a query gives the end of a certificate as the API tells it")]
    public async Task Scraped()
    {
        ExternalPrograms.Require("prometheus");
        using var daemon = await ConvergedAsync();
        var port = LoopbackPort.Free();
        var configuration = _folder.Write("prometheus.yml", string.Create(CultureInfo.InvariantCulture, $$"""
            global: { scrape_interval: 1s, evaluation_interval: 1s }
            rule_files: ["{{Run}}/alerts.rules"]
            scrape_configs:
              - job_name: reconciler
                authorization: { credentials: {{Token}} }
                static_configs: [{ targets: ["127.0.0.1:{{daemon.Port}}"] }]
            """));
        using var prometheus = new PrometheusProcess(configuration, _folder.Combine("data"), port);

        var end = await prometheus.ValueAsync("""reconciler_certificate_expiration_timestamp_seconds{account="default",region="local",name="www"}""", daemon);
        using var story = JsonDocument.Parse(await (await daemon.GetAsync("api/v1/objects/certificate/www")).Content.ReadAsStringAsync());
        Assert.Equal(story.RootElement.GetProperty("not_after").GetDateTimeOffset().ToUnixTimeSeconds(), end);
        Assert.Equal(1, await prometheus.ValueAsync("""reconciler_objects{kind="certificate",status="ISSUED"}""", daemon));
        Assert.Equal(1, await prometheus.ValueAsync("""up{job="reconciler"}""", daemon));
        Assert.InRange(await prometheus.ValueAsync("""reconciler_cycle_duration_seconds_count""", daemon), 1, 1000);
        Assert.True(await prometheus.ValueAsync("""count(ALERTS{alertname="CertificateEndsSoon"}) or vector(0)""", daemon) == 0);
        Assert.Equal(0, await daemon.StopAsync());
    }

    [SkippableFact(DisplayName = "OBS-02 promtool finds nothing to say against the metrics of a running daemon")]
    public async Task Clean()
    {
        ExternalPrograms.Require("promtool");
        using var daemon = await ConvergedAsync();
        var text = await (await daemon.GetAsync("metrics")).Content.ReadAsStringAsync();
        Assert.Contains("reconciler_step_duration_seconds_bucket{verb=\"issue\",le=\"+Inf\"} 1\n", text, StringComparison.Ordinal);
        var run = ExternalPrograms.Run("promtool", ["check", "metrics"], input: text);
        Assert.Equal((0, ""), (run.ExitCode, run.All));
        Assert.Equal(0, await daemon.StopAsync());
    }

    [SkippableFact(DisplayName = "OBS-02 The alert rules of the example are valid, and each fires when it must and not before")]
    public void Rules()
    {
        var check = ExternalPrograms.Run("promtool", ["check", "rules", "alerts.rules"], Run);
        Assert.True(check.ExitCode == 0, check.All);
        var test = ExternalPrograms.Run("promtool", ["test", "rules", "alerts.test.yml"], Run);
        Assert.True(test.ExitCode == 0, test.All);
        var tested = File.ReadAllText(Path.Combine(Run, "alerts.test.yml"));
        var alerts = Alert().Matches(File.ReadAllText(Path.Combine(Run, "alerts.rules"))).Select(match => match.Groups[1].Value).ToList();
        Assert.True(alerts.Count >= 8);
        Assert.All(alerts, alert => Assert.Contains($"alertname: {alert}\n        exp_alerts:\n          -", tested, StringComparison.Ordinal));
    }

    [SkippableFact(DisplayName = "OBS-02 Prometheus can read every query of the example's dashboard")]
    public void Queries()
    {
        var rules = Dashboard.Queries().Select((query, i) => $"  - record: query:{i}\n    expr: {JsonSerializer.Serialize(query.Replace("$__rate_interval", "5m", StringComparison.Ordinal).Replace("$account", ".*", StringComparison.Ordinal))}");
        var file = _folder.Write("queries.rules", "groups:\n- name: dashboard\n  rules:\n" + string.Join('\n', rules) + "\n");
        var run = ExternalPrograms.Run("promtool", ["check", "rules", file]);
        Assert.True(run.ExitCode == 0, run.All);
    }

    [SkippableFact(DisplayName = "OBS-02 Every metric that the dashboard and the alert rules name is one that the daemon gives")]
    public async Task Named()
    {
        using var daemon = await ConvergedAsync();
        var given = (await (await daemon.GetAsync("metrics")).Content.ReadAsStringAsync()).Split('\n').Select(line => line.StartsWith("# TYPE ", StringComparison.Ordinal) ? line.Split(' ')[2] : line.Split('{', ' ')[0]).ToHashSet(StringComparer.Ordinal);
        var rules = await File.ReadAllTextAsync(Path.Combine(Run, "alerts.rules"));
        var named = Dashboard.Queries().Append(rules).SelectMany(text => Metric().Matches(text)).Select(match => match.Value).ToHashSet(StringComparer.Ordinal);
        Assert.True(named.Count > 15);
        Assert.Empty(named.Except(given));
        Assert.Equal(0, await daemon.StopAsync());
    }

    private async Task<DaemonProcess> ConvergedAsync()
    {
        _repository.Write("pki.yaml", """
            apiVersion: reconciler/v1
            kind: CertificateAuthority
            metadata: { name: root }
            spec: { type: root, subject: { commonName: Root }, key: { algorithm: EC_prime256v1 }, validity: 10y }
            ---
            apiVersion: reconciler/v1
            kind: Certificate
            metadata: { name: www, tags: { team: "w\"e\\b" } }
            spec: { domains: [www.corp.example], authority: root, key: { algorithm: EC_prime256v1 } }
            """);
        var commit = _repository.Commit();
        var daemon = new DaemonProcess(_repository.Path, "--interval", "1h", "--api-token-file", _folder.Write("token", Token)) { Token = Token };
        await daemon.UntilInForceAsync(commit);
        return daemon;
    }

    [GeneratedRegex("alert: ([A-Za-z]+)")]
    private static partial Regex Alert();

    [GeneratedRegex(@"\breconciler_[a-z_]+")]
    private static partial Regex Metric();
}
