using System.Runtime.Versioning;
using Reconciler.Cli.Tests.Crash;

namespace Reconciler.Cli.Tests.EndToEnd;

[UnsupportedOSPlatform("windows")]
public sealed class RevertTests : IDisposable
{
    private readonly CommandLine _shell = new();
    private readonly SmallRepository _repository = new();

    public void Dispose()
    {
        _shell.Dispose();
        _repository.Dispose();
    }

    [SkippableFact(DisplayName = "GIT-10 A bad merge that was applied is taken back by git revert: what it changed is issued once more, what it did not touch is not, and the plan is empty")]
    public async Task Applied_merge()
    {
        foreach (var name in (string[])["a", "b", "c"]) _repository.Declare(name, $"{name}.small.example");
        _repository.Commit("More");
        await ApplyAsync();
        var before = Serials();
        Merge(() =>
        {
            _repository.Declare("www", "www.small.example, small.example, wrong.small.example");
            _repository.Delete("certs.d/api.yaml");
            _repository.Declare("new", "new.small.example");
        });
        (await ApplyAsync()).Says("1 added", "1 replaced");

        _repository.Git("revert", "--no-edit", "-m", "1", "HEAD");
        var plan = await _shell.RunAsync("plan", _repository.Path, "--ref", "HEAD");
        await ApplyAsync();

        plan.Ends(0).Says("1 to add", "1 to replace");
        (await _shell.RunAsync("plan", _repository.Path, "--ref", "HEAD")).Ends(0).Says("No changes.");
        (await ApplyAsync()).Says("No changes.");
        var stored = new StoredFacts(_repository.Path);
        Assert.Equal(before.Count + 4, stored.Number("SELECT count(*) FROM certificate_versions"));
        Assert.Equal(stored.Number("SELECT count(*) FROM certificate_versions"), stored.Number("SELECT count(DISTINCT serial) FROM certificate_versions"));
        foreach (var name in (string[])["a", "b", "c"]) Assert.Equal(1, Versions(stored, name));
        Assert.Equal((3, 2, 1), (Versions(stored, "www"), Versions(stored, "api"), Versions(stored, "new")));
        stored.AssertSound();
    }

    [SkippableFact(DisplayName = "GIT-10 GIT-06 A bad merge that was refused and is taken back by git revert leaves no trace: nothing is issued, and the plan is empty")]
    public async Task Refused_merge()
    {
        string[] names = ["a", "b", "c", "d"];
        foreach (var name in names) _repository.Declare(name, $"{name}.small.example");
        _repository.Commit("More");
        await ApplyAsync();
        var before = Serials();
        Merge(() =>
        {
            foreach (var name in names) _repository.Delete($"certs.d/{name}.yaml");
        });
        (await _shell.RunAsync("apply", _repository.Path, "--ref", "HEAD", "--auto-approve")).Ends(5);

        _repository.Git("revert", "--no-edit", "-m", "1", "HEAD");

        (await ApplyAsync()).Says("No changes.");
        Assert.Equal(before, Serials());
    }

    private void Merge(Action change)
    {
        _repository.Git("checkout", "-q", "-b", "topic");
        change();
        _repository.Commit("A mistake");
        _repository.Git("checkout", "-q", "main");
        _repository.Git("merge", "-q", "--no-ff", "--no-edit", "topic");
    }

    private async Task<CommandRun> ApplyAsync() => (await _shell.RunAsync("apply", _repository.Path, "--ref", "HEAD", "--auto-approve")).Ends(0);

    private IReadOnlyList<string> Serials() => new StoredFacts(_repository.Path).Texts("SELECT serial FROM certificate_versions ORDER BY serial");

    private static long Versions(StoredFacts stored, string name) =>
        stored.Number($"SELECT count(*) FROM certificate_versions WHERE certificate = 'default/local/certificate/{name}'");
}
