using System.Net;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Reconciler.Cli.Tests.EndToEnd;
using Reconciler.Testing.Git;

namespace Reconciler.Cli.Tests.Daemon;

[UnsupportedOSPlatform("windows")]
public sealed class ServeTests : IDisposable
{
    private readonly CommandLine _shell = new();
    private readonly DaemonRepository _declared = new();
    private readonly TempGitRepository _repository;

    public ServeTests()
    {
        _repository = _declared.Git;
        Declare("www");
    }

    public void Dispose()
    {
        _shell.Dispose();
        _declared.Dispose();
    }

    [SkippableFact(DisplayName = "GIT-05 a signed push notice makes the daemon look: what was pushed is done; a forged, unsigned or huge one is refused; SIGTERM ends 0")]
    public async Task Push()
    {
        var first = _repository.Commit();
        using var daemon = Start("--interval", "1h");
        await daemon.UntilInForceAsync(first);
        Assert.Equal(1, await IssuedAsync());
        Assert.Equal(HttpStatusCode.OK, (await daemon.GetAsync("healthz")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await daemon.GetAsync("readyz")).StatusCode);
        Assert.Contains("reconciler_objects{kind=\"certificate\",status=\"ISSUED\"} 1", await (await daemon.GetAsync("metrics")).Content.ReadAsStringAsync(), StringComparison.Ordinal);

        Declare("api");
        var second = _repository.Commit();
        const string body = """{ "ref": "refs/heads/main" }""";
        Assert.Equal(HttpStatusCode.Unauthorized, (await daemon.PushAsync(body, null)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await daemon.PushAsync(body, Sign(body + " "))).StatusCode);
        var huge = new string('x', 2 << 20);
        Assert.True(await IsRefusedUnreadAsync(daemon, huge));
        Assert.Equal(HttpStatusCode.Accepted, (await daemon.PushAsync(body, Sign(body))).StatusCode);
        await daemon.UntilInForceAsync(second);
        await daemon.UntilAsync(async () => await IssuedAsync() == 2);

        Assert.Equal(0, await daemon.StopAsync());
        Assert.Contains("loop: stopped", daemon.Log, StringComparison.Ordinal);
    }

    [SkippableFact(DisplayName = "GIT-05 a broken, empty, rewritten or too dangerous commit leaves the last good one in force, says why, and is taken when it is mended")]
    public async Task LastGood()
    {
        foreach (var name in new[] { "a", "b", "c", "d" }) Declare(name);
        var good = _repository.Commit();
        using var daemon = Start("--interval", "1s");
        await daemon.UntilInForceAsync(good);

        _repository.Write("www.yaml", "kind: [");
        await RefusedAsync(daemon, _repository.Commit(), "it is no valid configuration: ");
        Assert.Contains("www.yaml:", daemon.Log, StringComparison.Ordinal);
        Declare("www");
        await daemon.UntilInForceAsync(_repository.Commit());

        foreach (var name in new[] { "a", "b", "c", "d" }) File.Delete(Path.Combine(_repository.Path, $"{name}.yaml"));
        await RefusedAsync(daemon, _repository.Commit(), "would remove 4 certificates");
        Assert.Equal(5, await IssuedAsync());

        var all = _repository.Git("rev-parse", "HEAD~1");
        _repository.Git("rm", "-q", "-r", "--ignore-unmatch", ".");
        var empty = _repository.Commit();
        await daemon.UntilAsync(async () => (await daemon.LoopAsync()).TryGetProperty("refused", out var refused) && refused.GetProperty("revision").GetString() == empty);
        Assert.Equal(5, await IssuedAsync());
        _repository.Git("checkout", "-q", all, "--", ".");

        _repository.Git("reset", "-q", "--hard", good);
        _repository.Git("commit", "-q", "--amend", "-m", "rewritten");
        await RefusedAsync(daemon, _repository.Git("rev-parse", "HEAD"), "history was rewritten");
        Assert.Equal(HttpStatusCode.OK, (await daemon.GetAsync("readyz")).StatusCode);
        Assert.Equal(5, await IssuedAsync());
        Assert.Equal(0, await daemon.StopAsync());
    }

    [SkippableFact(DisplayName = "GIT-05 a first start with a broken configuration fails loudly; a later one goes on with the commit of the last run")]
    public async Task BrokenStart()
    {
        _repository.Write("www.yaml", "kind: [");
        _repository.Commit();
        using (var first = Start())
        {
            Assert.Equal(3, await first.EndAsync());
            Assert.Contains("www.yaml:", first.Log, StringComparison.Ordinal);
        }

        Declare("www");
        var good = _repository.Commit();
        (await _shell.RunAsync("apply", _repository.Path, "--ref", good, "--auto-approve")).Ends(0);
        _repository.Write("www.yaml", "kind: [");
        _repository.Commit();
        using var second = Start();
        await second.UntilAsync(async () => (await second.LoopAsync()).GetProperty("revision").GetString() == good);
        Assert.Contains("is no valid configuration", (await second.LoopAsync()).GetProperty("refused").GetProperty("why").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, await second.StopAsync());
    }

    [SkippableFact(DisplayName = "What manifests may make the daemon write and run is what its operator allows, and no more")]
    public async Task Bounded()
    {
        _repository.Write("edge.yaml", """
            apiVersion: reconciler/v1
            kind: Target
            metadata: { name: edge }
            spec: { type: files, files: { directory: certs, reload: [touch, reloaded] } }
            """);
        Declare("www", "targets: [edge]");
        _repository.Commit();
        var refused = (await _shell.RunAsync("serve", _repository.Path, "--once")).Ends(3).Error;
        Assert.Contains($"target/edge would write to {_repository.Path}/certs; allow it with --allow-write {_repository.Path}/certs", refused, StringComparison.Ordinal);
        Assert.Contains("target/edge would run touch; allow it with --allow-run touch", refused, StringComparison.Ordinal);
        (await _shell.RunAsync("serve", _repository.Path, "--once", "--allow-write", Path.Combine(_repository.Path, "certs"), "--allow-run", "touch")).Ends(0);
        Assert.True(File.Exists(Path.Combine(_repository.Path, "reloaded")));
    }

    [SkippableFact(DisplayName = "GIT-09 two daemons on one state under a stream of commits: nothing is done twice, and one goes on when the other is frozen or gone")]
    public async Task Two()
    {
        await Task.Yield();
        var commit = _repository.Commit();
        using var first = Start("--interval", "1s");
        using var second = Start("--interval", "1s");
        await first.UntilInForceAsync(commit);
        await second.UntilInForceAsync(commit);
        for (var i = 0; i < 4; i++)
        {
            Declare($"more-{i}");
            commit = _repository.Commit();
            await first.UntilInForceAsync(commit);
            await second.UntilInForceAsync(commit);
        }

        first.Signal("-STOP");
        Declare("frozen");
        commit = _repository.Commit();
        await second.UntilInForceAsync(commit);
        await second.UntilAsync(async () => await IssuedAsync() == 6);
        first.Signal("-CONT");
        await first.UntilInForceAsync(commit);
        Assert.Equal(0, await second.StopAsync());
        Declare("alone");
        await first.UntilInForceAsync(_repository.Commit());
        await first.UntilAsync(async () => await IssuedAsync() == 7);
        Assert.Equal(0, await first.StopAsync());
        await OnceEachAsync(7);
    }

    [SkippableFact(DisplayName = "GEN-07 killed again and again under a stream of commits, the daemon converges, with one serial for each intent")]
    public async Task Killed()
    {
        var restarts = int.TryParse(Environment.GetEnvironmentVariable("RECONCILER_RESTARTS"), out var asked) ? asked : 8;
        var commit = _repository.Commit();
        for (var i = 0; i < restarts; i++)
        {
            using var daemon = Start("--interval", "1s");
            Declare($"c{i}");
            commit = _repository.Commit();
            // Somewhere in its first seconds: while it starts, reads, issues or stores.
            await Task.Delay(RandomNumberGenerator.GetInt32(300, 1500));
            daemon.Signal("-KILL");
            await daemon.EndAsync();
        }

        using var last = Start("--interval", "1s");
        await last.UntilInForceAsync(commit);
        await last.UntilAsync(async () => await IssuedAsync() == restarts + 1);
        Assert.Equal(0, await last.StopAsync());
        await OnceEachAsync(restarts + 1);
    }

    [SkippableFact(DisplayName = "OBS-04 SIGHUP makes it look at once, and the log is one JSON object a line where that is asked for")]
    public async Task HangUp()
    {
        var commit = _repository.Commit();
        using var daemon = Start("--interval", "1h", "--log-format", "json");
        await daemon.UntilInForceAsync(commit);
        Declare("api");
        commit = _repository.Commit();
        daemon.Signal("-HUP");
        await daemon.UntilInForceAsync(commit);
        Assert.Equal(0, await daemon.StopAsync());
        Assert.All(daemon.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), line =>
        {
            using var document = JsonDocument.Parse(line);
            Assert.True(document.RootElement.TryGetProperty("message", out _));
        });
    }

    [Theory(DisplayName = "What serve cannot mean is refused by name")]
    [InlineData("--listen", "8440")]
    [InlineData("--interval", "soon")]
    [InlineData("--sweep", "never")]
    public async Task Usage(string option, string value) => (await _shell.RunAsync("serve", _repository.Path, option, value)).Refuses(3, option, value);

    [Fact(DisplayName = "It does not answer beyond loopback without a token")]
    public async Task Beyond() => (await _shell.RunAsync("serve", _repository.Path, "--listen", "0.0.0.0:1")).Refuses(3, "RECONCILER_API_TOKEN");

    /// <summary>Who answers 413 may close the connection at once (RFC 9110, section 15.5.14), and who still sends sees that it broke.</summary>
    private static async Task<bool> IsRefusedUnreadAsync(DaemonProcess daemon, string body)
    {
        try
        {
            return (await daemon.PushAsync(body, Sign(body))).StatusCode == HttpStatusCode.RequestEntityTooLarge;
        }
        catch (HttpRequestException broken) when (broken.InnerException is IOException)
        {
            return (await daemon.GetAsync("healthz")).StatusCode == HttpStatusCode.OK;
        }
    }

    private static string Sign(string body) => "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(DaemonProcess.Secret), Encoding.UTF8.GetBytes(body)));

    private static async Task RefusedAsync(DaemonProcess daemon, string commit, string why) => await daemon.UntilAsync(async () =>
        (await daemon.LoopAsync()).TryGetProperty("refused", out var refused)
        && refused.GetProperty("revision").GetString() == commit
        && refused.GetProperty("why").GetString()!.Contains(why, StringComparison.Ordinal));

    private DaemonProcess Start(params string[] options) => new(_repository.Path, options);

    private void Declare(string name, string more = "") => _declared.Declare(name, more);

    private async Task<int> IssuedAsync()
    {
        var status = (await _shell.RunAsync("status", _repository.Path, "--format", "json")).Ends(0).Json();
        return status.GetProperty("objects").EnumerateArray().Count(row => row.GetProperty("status").GetString() == "ISSUED");
    }

    /// <summary>One serial was taken for each authority and certificate, and none twice; the audit log is whole.</summary>
    private async Task OnceEachAsync(int certificates)
    {
        (await _shell.RunAsync("audit", "verify", "--repository", _repository.Path)).Ends(0);
        var history = (await _shell.RunAsync("history", "--repository", _repository.Path, "--format", "json")).Ends(0).Json();
        var serials = history.GetProperty("runs").EnumerateArray().SelectMany(run => run.GetProperty("issued").EnumerateArray().Select(serial => serial.GetString())).ToList();
        Assert.Equal(certificates + 2, serials.Distinct().Count());
    }
}
