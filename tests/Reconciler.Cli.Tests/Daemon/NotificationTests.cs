using System.Globalization;
using System.Runtime.Versioning;
using System.Text.Json;
using Reconciler.Cli.Tests.EndToEnd;
using Reconciler.Testing.Events;
using Reconciler.Testing.Git;

namespace Reconciler.Cli.Tests.Daemon;

[UnsupportedOSPlatform("windows")]
public sealed class NotificationTests : IDisposable
{
    private const string Secret = "shared with the receiver";

    private readonly CommandLine _shell = new();
    private readonly TempGitRepository _repository = new();
    private readonly TempFolder _secrets = new();
    private readonly int _port = LoopbackPort.Free();

    public NotificationTests()
    {
        _repository.Write("authority.yaml", """
            apiVersion: reconciler/v1
            kind: CertificateAuthority
            metadata: { name: root }
            spec: { type: root, subject: { commonName: Root }, key: { algorithm: EC_prime256v1 }, validity: 10y }
            """);
        _repository.Write("hook.yaml", string.Create(CultureInfo.InvariantCulture, $$"""
            apiVersion: reconciler/v1
            kind: Notification
            metadata: { name: hook }
            spec: { type: webhook, url: "http://127.0.0.1:{{_port}}/hook/", secret: { file: "{{_secrets.Write("secret", Secret)}}" } }
            """));
        Declare("www", "30d");
    }

    public void Dispose()
    {
        _shell.Dispose();
        _repository.Dispose();
        _secrets.Dispose();
    }

    [SkippableFact(DisplayName = "OBS-01 What apply did is told by the daemon; while the receiver is down status and metrics say so; each event comes once, whatever is killed and restarted")]
    public async Task Told_once()
    {
        var commit = _repository.Commit();
        var applied = (await _shell.RunAsync("apply", _repository.Path, "--ref", commit, "--auto-approve")).Ends(0);
        Assert.Contains("2 events wait in the outbox; serve tells them", applied.Error, StringComparison.Ordinal);
        Assert.Contains("notification/hook: 2 events not told yet", (await _shell.RunAsync("status", _repository.Path)).Ends(0).Out, StringComparison.Ordinal);

        using (var first = Start())
        {
            await first.UntilInForceAsync(commit);
            await first.UntilAsync(async () => await FailureAsync() is { } failure && failure.Contains("refused", StringComparison.Ordinal));
            var metrics = await (await first.GetAsync("metrics")).Content.ReadAsStringAsync();
            Assert.Contains("reconciler_notification_undelivered{account=\"default\",name=\"hook\"} 2", metrics, StringComparison.Ordinal);
            Assert.Contains("notification/hook: events were not told", first.Log, StringComparison.Ordinal);
            first.Signal("-KILL");
            await first.EndAsync();
        }

        await using var server = new HookServer(_port);
        using var second = Start();
        await second.UntilAsync(() => Task.FromResult(server.Received.Count == 2));
        Declare("api", "30d");
        await second.UntilInForceAsync(_repository.Commit());
        await second.UntilAsync(async () => server.Received.Count == 3 && await FailureAsync() is null);
        Assert.Equal(0, await second.StopAsync());

        using (var third = Start())
        {
            await third.UntilInForceAsync(_repository.Git("rev-parse", "HEAD"));
            Declare("db", "30d");
            await third.UntilInForceAsync(_repository.Commit());
            await third.UntilAsync(() => Task.FromResult(server.Received.Count == 4));
            Assert.Equal(0, await third.StopAsync());
        }

        Assert.All(server.Received, request => Assert.True(request.IsSignedWith(System.Text.Encoding.UTF8.GetBytes(Secret))));
        Assert.Equal(
            [
                "reconciler.authority.available default/local/authority/root",
                "reconciler.certificate.available default/local/certificate/www",
                "reconciler.certificate.available default/local/certificate/api",
                "reconciler.certificate.available default/local/certificate/db",
            ],
            server.Received.Select(request => $"{Text(request, "type")} {Text(request, "subject")}"));
        Assert.Equal(4, server.Received.Select(request => Text(request, "id")).Distinct().Count());
        Assert.DoesNotContain("notification/hook", (await _shell.RunAsync("status", _repository.Path)).Ends(0).Out, StringComparison.Ordinal);
    }

    [SkippableFact(DisplayName = "OBS-01 Two daemons on one state tell each event once")]
    public async Task Two_daemons()
    {
        await using var server = new HookServer(_port);
        var commit = _repository.Commit();
        using var first = Start();
        using var second = Start();
        await first.UntilInForceAsync(commit);
        await second.UntilInForceAsync(commit);
        for (var i = 0; i < 4; i++) Declare($"c{i}", "30d");
        commit = _repository.Commit();
        await first.UntilInForceAsync(commit);
        await second.UntilInForceAsync(commit);
        await first.UntilAsync(() => Task.FromResult(server.Received.Count >= 6));
        Assert.Equal(0, await first.StopAsync());
        Assert.Equal(0, await second.StopAsync());
        Assert.Equal(6, server.Received.Count);
        Assert.Equal(6, server.Received.Select(request => Text(request, "id")).Distinct().Count());
    }

    [SkippableFact(DisplayName = "OBS-01 A program that a notification names runs in the daemon only where its operator allows it")]
    public async Task Bounded()
    {
        var touched = _secrets.Combine("told");
        _repository.Write("hook.yaml", $$"""
            apiVersion: reconciler/v1
            kind: Notification
            metadata: { name: pager }
            spec: { type: exec, command: [touch, "{{touched}}"] }
            """);
        var commit = _repository.Commit();
        var refused = (await _shell.RunAsync("serve", _repository.Path, "--once")).Ends(3).Error;
        Assert.Contains("notification/pager would run touch; allow it with --allow-run touch", refused, StringComparison.Ordinal);
        using var daemon = Start("--allow-run", "touch");
        await daemon.UntilInForceAsync(commit);
        await daemon.UntilAsync(() => Task.FromResult(File.Exists(touched)));
        Assert.Equal(0, await daemon.StopAsync());
    }

    [SkippableFact(DisplayName = "OBS-01 A state without a notification has an empty outbox, and apply says nothing of it")]
    public async Task Nobody()
    {
        File.Delete(Path.Combine(_repository.Path, "hook.yaml"));
        var commit = _repository.Commit();
        var applied = (await _shell.RunAsync("apply", _repository.Path, "--ref", commit, "--auto-approve")).Ends(0);
        Assert.DoesNotContain("outbox", applied.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("notification", (await _shell.RunAsync("status", _repository.Path, "--format", "json")).Ends(0).Out, StringComparison.Ordinal);
    }

    private static string Text(HookRequest request, string name) => request.Json().GetProperty(name).GetString()!;

    private DaemonProcess Start(params string[] options) => new(_repository.Path, ["--interval", "1s", .. options]);

    private async Task<string?> FailureAsync()
    {
        var status = (await _shell.RunAsync("status", _repository.Path, "--format", "json")).Ends(0).Json();
        return status.TryGetProperty("notifications", out JsonElement behind) ? behind[0].GetProperty("last_failure").GetString() : null;
    }

    private void Declare(string name, string validity) => _repository.Write($"{name}.yaml", $$"""
        apiVersion: reconciler/v1
        kind: Certificate
        metadata: { name: {{name}} }
        spec: { domains: [{{name}}.corp.example], authority: root, validity: {{validity}}, key: { algorithm: EC_prime256v1 } }
        """);
}
