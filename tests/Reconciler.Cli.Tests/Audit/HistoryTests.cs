using System.Runtime.Versioning;
using System.Text.Json;
using Reconciler.Cli.Tests.EndToEnd;

namespace Reconciler.Cli.Tests.Audit;

[UnsupportedOSPlatform("windows")]
public sealed class HistoryTests : IDisposable
{
    private readonly CommandLine _shell = new();
    private readonly SmallRepository _repository = new();

    public void Dispose()
    {
        _shell.Dispose();
        _repository.Dispose();
    }

    [Fact(DisplayName = "GIT-10 history says which commit caused which changes and serials, newest first")]
    public async Task Commits_and_serials()
    {
        (await _shell.RunAsync("history", "--repository", _repository.Path)).Ends(0).Says("Nothing was applied yet");
        var first = _repository.Commit();
        await ApplyAsync();
        var www = Serial("www");
        _repository.Declare("www", "www.small.example", "  revoked: { reason: superseded }");
        var second = _repository.Commit();
        await ApplyAsync();
        await ApplyAsync();

        var runs = (await _shell.RunAsync("history", "--repository", _repository.Path, "--format", "json")).Ends(0).Json().GetProperty("runs");

        Assert.Equal([second, first], runs.EnumerateArray().Select(run => run.GetProperty("revision").GetString()));
        Assert.Equal("""{"create":2,"deploy":2,"issue":2}""", JsonSerializer.Serialize(runs[1].GetProperty("done")));
        Assert.Equal(4, runs[1].GetProperty("issued").GetArrayLength());
        Assert.Contains(www, Texts(runs[1].GetProperty("issued")));
        Assert.Equal([www], Texts(runs[0].GetProperty("revoked")));
        Assert.Equal(0, runs[0].GetProperty("issued").GetArrayLength());
        Assert.All(runs.EnumerateArray(), run => Assert.NotNull(run.GetProperty("ended").GetString()));
        (await _shell.RunAsync("history", "--repository", _repository.Path)).Ends(0).Says(first, second, $"revoked {www}", "2 create, 2 deploy, 2 issue");
    }

    [Fact(DisplayName = "GIT-10 a run that fails in part says what it did and how much failed")]
    public async Task Failures_are_counted()
    {
        _repository.Write("certs", "a file where the folder should be");

        (await _shell.RunAsync("apply", _repository.Path, "--auto-approve", "--ref", "main")).Ends(7);

        (await _shell.RunAsync("history", "--repository", _repository.Path)).Ends(0).Says("2 create, 2 issue, 2 failed");
        (await _shell.RunAsync("audit", "report", "--subject", "www@files", "--repository", _repository.Path)).Ends(0).Says("change.deploy", "failed: ");
    }

    [Fact(DisplayName = "OBS-03 audit verify ends 0 for a whole log, and 1 naming the first entry that was tampered with")]
    public async Task Tampering_is_named()
    {
        await ApplyAsync();
        (await _shell.RunAsync("audit", "verify", "--repository", _repository.Path)).Ends(0).Says("The audit log is whole");
        Database.Execute(_repository.Combine(".reconciler/state.db"), "DROP TRIGGER audit_unchanged; UPDATE audit SET actor = 'nobody' WHERE id = 3");

        (await _shell.RunAsync("audit", "verify", "--repository", _repository.Path)).Ends(1).Says("not whole: entry 3: it is not as it was written");
        var json = (await _shell.RunAsync("audit", "verify", "--repository", _repository.Path, "--format", "json")).Ends(1).Json();
        Assert.Equal((false, 3), (json.GetProperty("whole").GetBoolean(), json.GetProperty("first_bad").GetInt32()));
        (await _shell.RunAsync("doctor", "--repository", _repository.Path)).Ends(1).Says("audit-broken: ");
    }

    [Fact(DisplayName = "KEY-04 audit report lists each use of a key: who, when, for what, from which commit; and is searched by object and time")]
    public async Task Key_uses_are_listed()
    {
        var commit = _repository.Commit();
        await ApplyAsync();

        var all = await EntriesAsync();
        var www = await EntriesAsync("--subject", "certificate/www");
        var none = await EntriesAsync("--since", "2999-01-01T00:00:00Z");

        Assert.Contains(all, entry => entry.Action == "key.sign" && entry.Detail == $"certificate {Serial("www")} of default/local/certificate/www");
        Assert.Equal(["key.open", "change.issue", "change.deploy"], www.Select(entry => entry.Action));
        Assert.Equal("deployment on files", www[0].Detail);
        Assert.All(all, entry => Assert.Equal(commit, entry.Revision));
        Assert.Empty(none);
        (await _shell.RunAsync("audit", "report", "--since", "yesterday", "--repository", _repository.Path)).Refuses(3, "\"yesterday\" is no instant");
    }

    private async Task<List<(string Action, string Detail, string Revision)>> EntriesAsync(params string[] filter)
    {
        var report = (await _shell.RunAsync(["audit", "report", "--format", "json", "--repository", _repository.Path, .. filter])).Ends(0).Json();
        return [.. report.GetProperty("entries").EnumerateArray().Select(entry =>
            (entry.GetProperty("action").GetString()!, entry.GetProperty("detail").GetString()!, entry.GetProperty("revision").GetString()!))];
    }

    private static IEnumerable<string?> Texts(JsonElement list) => list.EnumerateArray().Select(item => item.GetString());

    private string Serial(string name) => _repository.Published(name).SerialNumber.ToLowerInvariant();

    private async Task ApplyAsync() => (await _shell.RunAsync("apply", _repository.Path, "--auto-approve", "--ref", "main")).Ends(0);
}
