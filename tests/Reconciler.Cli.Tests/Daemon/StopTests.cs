using System.Net;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using Reconciler.Cli.Tests.EndToEnd;
using Reconciler.Testing.Events;
using Reconciler.Testing.Git;

namespace Reconciler.Cli.Tests.Daemon;

[UnsupportedOSPlatform("windows")]
public sealed class StopTests : IDisposable
{
    /// <summary>The example's unit kills what is still there after so long (<c>TimeoutStopSec</c>).</summary>
    private static readonly TimeSpan UnitPatience = TimeSpan.FromSeconds(40);

    private readonly CommandLine _shell = new();
    private readonly DaemonRepository _repository = new();

    public void Dispose()
    {
        _shell.Dispose();
        _repository.Dispose();
    }

    [SkippableFact(DisplayName = "GEN-07 SIGHUP and SIGTERM at any moment: it ends 0, the state is whole, and the next start converges with nothing done twice")]
    public async Task AnyMoment()
    {
        const int rounds = 8;
        for (var round = 0; round < rounds; round++)
        {
            _repository.CommitWith($"c{round}");
            using var daemon = new DaemonProcess(_repository.Path, "--interval", "1s", "--log-format", "json");
            // Before its first line it has the default of the system for signals.
            await daemon.UntilAsync(() => Task.FromResult(daemon.Log.Length > 0));
            for (var i = RandomNumberGenerator.GetInt32(4); i > 0; i--)
            {
                daemon.Signal("-HUP");
                await Task.Delay(RandomNumberGenerator.GetInt32(120));
            }

            Assert.True(await daemon.StopAsync() == 0, daemon.Log);
        }

        using var last = new DaemonProcess(_repository.Path, "--interval", "1h");
        await last.UntilAskedAsync(Path.Combine(_repository.Path, ".reconciler"));
        (await _shell.RunAsync("reconcile", _repository.Path)).Ends(0);
        Assert.Equal(0, await last.StopAsync());
        (await _shell.RunAsync("audit", "verify", "--repository", _repository.Path)).Ends(0);
        var history = (await _shell.RunAsync("history", "--repository", _repository.Path, "--format", "json")).Ends(0).Json();
        var serials = history.GetProperty("runs").EnumerateArray().SelectMany(run => run.GetProperty("issued").EnumerateArray().Select(serial => serial.GetString())).ToList();
        Assert.Equal(rounds + 2, serials.Distinct().Count());
    }

    [SkippableFact(DisplayName = "SIGTERM in the middle of a step lets it finish: what was switched is in the state, and the next start has nothing to do")]
    public async Task InAStep()
    {
        using var outside = new TempFolder();
        var pipe = outside.Combine("pipe");
        _repository.DeclareHanging(outside.Combine("certs"), pipe);
        _repository.CommitWith("www", "targets: [edge]");
        string[] allowed = ["--allow-write", outside.Combine("certs"), "--allow-run", "cat"];
        using var daemon = new DaemonProcess(_repository.Path, ["--interval", "1h", .. allowed]);
        await daemon.UntilAsync(() => Task.FromResult(Path.Exists(outside.Combine("certs"))));
        daemon.Signal("-TERM");
        await File.WriteAllTextAsync(pipe, "go on\n");
        Assert.Equal(0, await daemon.EndAsync());
        Assert.Contains("deploy: done", daemon.Log, StringComparison.Ordinal);
        Assert.StartsWith("No changes.", (await _shell.RunAsync("plan", _repository.Path, "--ref", "HEAD", "--quiet")).Ends(0).Out.Split('\n').Last(line => line.Contains("digest", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [SkippableFact(DisplayName = "SIGTERM while a reload command and a receiver of events take for ever: it ends 0 before the unit's patience does, and the next start goes on with both")]
    public async Task HangingNeighbours()
    {
        using var outside = new TempFolder();
        await using var hook = new HookServer(LoopbackPort.Free());
        hook.Hold();
        var pipe = outside.Combine("pipe");
        _repository.DeclareHanging(outside.Combine("certs"), pipe);
        _repository.Git.Write("hook.yaml", $$"""
            apiVersion: reconciler/v1
            kind: Notification
            metadata: { name: hook }
            spec: { type: webhook, url: "{{hook.Url}}", secret: { file: "{{outside.Write("secret", "shared with the receiver")}}" } }
            """);
        _repository.CommitWith("www", "targets: [edge]");
        string[] options = ["--interval", "1h", "--allow-write", outside.Combine("certs"), "--allow-run", "cat"];
        using (var daemon = new DaemonProcess(_repository.Path, options))
        {
            await daemon.UntilAsync(() => Task.FromResult(Path.Exists(outside.Combine("certs")) && hook.Received.Count > 0));
            daemon.Signal("-TERM");
            Assert.True(await daemon.EndAsync(UnitPatience) == 0, daemon.Log);
        }

        hook.Release();
        using var next = new DaemonProcess(_repository.Path, options);
        await File.WriteAllTextAsync(pipe, "go on\n");
        await next.UntilLoggedAsync("certificate/www@edge deploy: done");
        await next.UntilAsync(() => Task.FromResult(hook.Received.Select(request => request.Json().GetProperty("id").GetString()).Distinct().Count() >= 4));
        Assert.Equal(0, await next.StopAsync());
        (await _shell.RunAsync("audit", "verify", "--repository", _repository.Path)).Ends(0);
    }

    [SkippableFact(DisplayName = "A full disk loses nothing: it is said by readiness and status, and the daemon goes on when there is room")]
    public async Task FullDisk()
    {
        using var disk = SmallDisk.Mount(8192);
        var state = disk.Combine("state");
        var commit = _repository.CommitWith("www");
        using var daemon = new DaemonProcess(_repository.Path, "--state", state, "--interval", "1h");
        await daemon.UntilInForceAsync(commit);
        await daemon.UntilAskedAsync(state);

        var ballast = disk.Fill();
        commit = _repository.CommitWith("api");
        var full = (await _shell.RunAsync("reconcile", "--state", state)).Ends(1);
        var failure = (await daemon.LoopAsync()).GetProperty("cycle_failure").GetString()!;
        Assert.Contains(failure.ReplaceLineEndings(" "), full.Error, StringComparison.Ordinal);
        var ready = await daemon.GetAsync("readyz");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, failure + "\n"), (ready.StatusCode, await ready.Content.ReadAsStringAsync()));
        Assert.Equal(HttpStatusCode.OK, (await daemon.GetAsync("healthz")).StatusCode);
        Assert.DoesNotContain("internal error", daemon.Log, StringComparison.Ordinal);

        File.Delete(ballast);
        (await _shell.RunAsync("reconcile", "--state", state)).Ends(0);
        Assert.Equal(HttpStatusCode.OK, (await daemon.GetAsync("readyz")).StatusCode);
        Assert.Equal(commit, (await daemon.LoopAsync()).GetProperty("revision").GetString());
        Assert.Equal(0, await daemon.StopAsync());
        (await _shell.RunAsync("audit", "verify", "--state", state)).Ends(0);
        var status = (await _shell.RunAsync("status", _repository.Path, "--state", state, "--format", "json")).Ends(0).Json();
        Assert.Equal(2, status.GetProperty("objects").EnumerateArray().Count(row => row.GetProperty("status").GetString() == "ISSUED"));
    }
}
