using System.Runtime.Versioning;
using System.Text.Json;
using Reconciler.Cli.Tests.Commands;
using Reconciler.Cli.Tests.EndToEnd;

namespace Reconciler.Cli.Tests.Daemon;

[UnsupportedOSPlatform("windows")]
public sealed class ReconcileVerbTests : IDisposable
{
    private readonly CommandLine _shell = new();
    private readonly DaemonRepository _repository = new();

    public void Dispose()
    {
        _shell.Dispose();
        _repository.Dispose();
    }

    [SkippableFact(DisplayName = "GIT-05 reconcile makes the daemon look at once and ends with what came of it, as apply would")]
    public async Task Asked()
    {
        using var daemon = await StartedAsync();
        var second = _repository.CommitWith("api");
        Assert.Equal($"Reconciled: 1 done, 0 failed; 0 waiting. commit {second} is in force\n", (await AskAsync()).Ends(0).Out);
        var quiet = (await AskAsync("--format", "json")).Ends(0).Json();
        Assert.Equal((0, second, 0), (quiet.GetProperty("code").GetInt32(), quiet.GetProperty("revision").GetString(), quiet.GetProperty("done").GetInt32()));

        _repository.Git.Write("api.yaml", "kind: [");
        var broken = _repository.Git.Commit();
        var refused = (await AskAsync()).Ends(3);
        Assert.Contains($"error: commit {broken} is not put in force: it is no valid configuration", refused.Error, StringComparison.Ordinal);
        Assert.EndsWith($"commit {second} is in force\n", refused.Out, StringComparison.Ordinal);

        foreach (var name in new[] { "a", "b", "c", "api" }) _repository.Declare(name);
        _repository.Git.Commit();
        (await AskAsync()).Ends(0);
        foreach (var name in new[] { "a", "b", "c", "api" }) File.Delete(Path.Combine(_repository.Path, $"{name}.yaml"));
        _repository.Git.Commit();
        Assert.Contains("would remove 4 certificates", (await AskAsync()).Ends(5).Error, StringComparison.Ordinal);
        Assert.Equal(0, await daemon.StopAsync());
    }

    [SkippableFact(DisplayName = "reconcile --no-wait ends when the daemon knows; many who ask at once share looks and are all told")]
    public async Task Many()
    {
        using var daemon = await StartedAsync();
        var commit = _repository.CommitWith("api");
        Assert.Equal("", (await AskAsync("--no-wait")).Ends(0).Out);
        await daemon.UntilInForceAsync(commit);
        commit = _repository.CommitWith("more");
        var runs = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AskAsync()));
        Assert.All(runs, run => Assert.EndsWith($"commit {commit} is in force\n", run.Ends(0).Out, StringComparison.Ordinal));
        Assert.Equal(0, await daemon.StopAsync());
    }

    [SkippableFact(DisplayName = "reconcile says when no daemon runs; one that was killed leaves nothing in the way of the next, nor of the one that stands by")]
    public async Task Killed()
    {
        (await AskAsync()).Refuses(1, "error: no daemon runs on the state ");
        using (var first = await StartedAsync())
        {
            first.Signal("-KILL");
            await first.EndAsync();
        }

        Assert.True(Path.Exists(Path.Combine(_repository.Path, ".reconciler", "daemon.sock")));
        (await AskAsync()).Refuses(1, "error: no daemon runs on the state ");
        using var second = await StartedAsync();
        using var third = await StartedAsync();
        second.Signal("-KILL");
        await second.EndAsync();
        var commit = _repository.CommitWith("api");
        await third.UntilAsync(async () => (await AskAsync()).ExitCode == 0);
        await third.UntilInForceAsync(commit);
        Assert.Equal(0, await third.StopAsync());
        (await AskAsync()).Refuses(1, "error: no daemon runs on the state ");
    }

    [SkippableFact(DisplayName = "reconcile does not wait for ever: a daemon that does not answer is said, one that is long at it ends it with 8")]
    public async Task Frozen()
    {
        using var daemon = await StartedAsync();
        daemon.Signal("-STOP");
        using var impatient = new CommandLine { Time = new SkippingTime(static _ => { }) };
        (await impatient.RunAsync("reconcile", _repository.Path)).Refuses(1, "error: the daemon does not answer");
        daemon.Signal("-CONT");
        (await AskAsync("--timeout", "soon")).Refuses(3, "--timeout", "soon");
        Assert.Equal(0, await daemon.StopAsync());
    }

    [SkippableFact(DisplayName = "reconcile --timeout ends 8 when the daemon is still at it; the daemon goes on, and says what came of it to who asks then")]
    public async Task Impatient()
    {
        using var outside = new TempFolder();
        var pipe = outside.Combine("pipe");
        using var daemon = await StartedAsync("--allow-write", outside.Combine("certs"), "--allow-run", "cat");
        _repository.DeclareHanging(outside.Combine("certs"), pipe);
        var commit = _repository.CommitWith("www", "targets: [edge]");
        (await AskAsync("--timeout", "1s")).Refuses(8, "error: the daemon is still at it after 1s; it goes on");
        await File.WriteAllTextAsync(pipe, "go on\n");
        Assert.Equal($"Reconciled: 0 done, 0 failed; 0 waiting. commit {commit} is in force\n", (await AskAsync()).Ends(0).Out);
        Assert.Contains("deploy: done", daemon.Log, StringComparison.Ordinal);
        Assert.Equal(0, await daemon.StopAsync());
    }

    [SkippableFact(DisplayName = "status --daemon shows over HTTP what status shows of the state, page by page, with the daemon's token")]
    public async Task StatusOverHttp()
    {
        const string token = "a token of some length";
        const int more = 600;
        for (var i = 0; i < more; i++) _repository.Declare($"c{i}");
        var commit = _repository.CommitWith("www");
        using var daemon = new DaemonProcess(_repository.Path, new Dictionary<string, string> { ["RECONCILER_API_TOKEN"] = token }, "--interval", "1h") { Token = token };
        await daemon.UntilInForceAsync(commit);
        var address = daemon.Url("").ToString();
        (await _shell.RunAsync("status", "--daemon", address)).Refuses(1, "answers 401", "set RECONCILER_API_TOKEN to its token");
        _shell.Environment["RECONCILER_API_TOKEN"] = token;
        Assert.Equal(
            (await _shell.RunAsync("status", _repository.Path)).Ends(0).Out,
            (await _shell.RunAsync("status", "--daemon", address)).Ends(0).Says("certificate/www", "ISSUED").Out);
        static string Objects(CommandRun run) => run.Ends(0).Json().GetProperty("objects").GetRawText();
        Assert.Equal(
            Objects(await _shell.RunAsync("status", _repository.Path, "--format", "json")),
            Objects(await _shell.RunAsync("status", "--daemon", address, "--format", "json")));
        using var answer = await daemon.GetAsync("api/v1/status");
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        var part = document.RootElement.GetProperty("status");
        Assert.Equal((500, more + 1), (part.GetProperty("objects").GetArrayLength(), part.GetProperty("summary").GetProperty("ISSUED").GetInt32()));
        Assert.Equal(0, await daemon.StopAsync());
        Assert.Contains("cannot be asked", (await _shell.RunAsync("status", "--daemon", address)).Ends(1).Error, StringComparison.Ordinal);
    }

    [SkippableFact(DisplayName = "The daemon's socket answers its own user and root, and nobody else even where the file would let them in")]
    public async Task Others()
    {
        Skip.IfNot(Environment.IsPrivilegedProcess, "only root can be somebody else");
        using var place = new TempFolder();
        using var daemon = await StartedAsync("--state", place.Combine("state"));
        const UnixFileMode reachable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(place.Path, reachable);
        File.SetUnixFileMode(place.Combine("state"), reachable);
        const string ask = "$s = IO::Socket::UNIX->new($ARGV[0]) or die $!; $s->print(\"reconcile\\n\"); $s->flush; print <$s>";
        string[] nobody = ["--reuid=65534", "--regid=65534", "--clear-groups", ExternalPrograms.Require("perl"), "-MIO::Socket::UNIX", "-e", ask, place.Combine("state/daemon.sock")];
        var closed = ExternalPrograms.Run("setpriv", nobody);
        Assert.Contains("Permission denied", closed.Error, StringComparison.Ordinal);
        File.SetUnixFileMode(place.Combine("state/daemon.sock"), (UnixFileMode)0b110_110_110);
        Assert.Equal("denied", ExternalPrograms.Run("setpriv", nobody).Output.Trim());
        Assert.Equal(0, await daemon.StopAsync());
    }

    private Task<CommandRun> AskAsync(params string[] options) => _shell.RunAsync(["reconcile", _repository.Path, .. options]);

    private async Task<DaemonProcess> StartedAsync(params string[] options)
    {
        var commit = _repository.CommitWith("www");
        var daemon = new DaemonProcess(_repository.Path, ["--interval", "1h", .. options]);
        await daemon.UntilInForceAsync(commit);
        await daemon.UntilAskedAsync(options is ["--state", var folder] ? folder : Path.Combine(_repository.Path, ".reconciler"));
        return daemon;
    }
}
