using Reconciler.Core.Diagnostics;
using Reconciler.Testing;
using Reconciler.Testing.Git;

namespace Reconciler.Adapters.Tests.Git.Remotes;

[Collection(Mirrored.OneAtATime)]
public sealed class FileRemoteTests : IDisposable
{
    private readonly Mirrored _mirrored = new();
    private readonly TempGitRepository _origin = new();

    private string Url => $"file://{_origin.Path}";

    public void Dispose()
    {
        _origin.Dispose();
        _mirrored.Dispose();
    }

    [SkippableFact(DisplayName = "GIT-01 a remote is read at its default branch, or at a branch, tag, annotated tag, commit or ancestor")]
    public async Task References()
    {
        var first = Commit("one");
        _origin.Git("tag", "light");
        Commit("two");
        _origin.Git("tag", "-a", "-m", "a tag", "annotated");
        _origin.Git("branch", "side");
        var third = Commit("three");
        var tree = await _mirrored.Open(Url);
        Assert.Equal(("three", third, "main", null), (tree.Text("a.yaml"), tree.Revision.Commit, tree.Revision.Reference, tree.WorkingFolder));
        foreach (var (reference, content) in new[] { ("side", "two"), ("annotated", "two"), ("light", "one"), ("HEAD~1", "two"), ("main~2", "one"), (first, "one"), (first[..10], "one") })
            Assert.Equal(content, (await _mirrored.Open(Url, reference)).Text("a.yaml"));
        Assert.Single(_mirrored.Folders);
    }

    [SkippableFact(DisplayName = "each opening sees what the remote has then: new commits, a force push, a moved tag, a removed branch")]
    public async Task Follows()
    {
        Commit("one");
        _origin.Git("tag", "v");
        _origin.Git("branch", "topic");
        Assert.Equal("one", (await _mirrored.Open(Url)).Text("a.yaml"));
        Commit("two");
        var before = await _mirrored.Open(Url);
        _origin.Git("reset", "-q", "--hard", "HEAD~1");
        var forced = Commit("three");
        _origin.Git("tag", "-f", "v");
        // A branch in whose way the old one stood.
        _origin.Git("branch", "-D", "topic");
        _origin.Git("branch", "topic/new");
        Assert.Equal(forced, (await _mirrored.Open(Url)).Revision.Commit);
        Assert.Equal("three", (await _mirrored.Open(Url, "v")).Text("a.yaml"));
        Assert.Equal("three", (await _mirrored.Open(Url, "topic/new")).Text("a.yaml"));
        Assert.Contains("no branch, tag or commit \"topic\"", await _mirrored.Refused(FailureKind.Usage, Url, "topic"), StringComparison.Ordinal);
        Assert.Equal("two", before.Text("a.yaml"));
    }

    [SkippableFact(DisplayName = "a renamed default branch is followed; one that does not exist needs --ref")]
    public async Task DefaultBranch()
    {
        Commit("one");
        await _mirrored.Open(Url);
        _origin.Git("branch", "-m", "main", "trunk");
        Assert.Equal("trunk", (await _mirrored.Open(Url)).Revision.Reference);
        _origin.Git("symbolic-ref", "HEAD", "refs/heads/gone");
        Assert.Contains("--ref", await _mirrored.Refused(FailureKind.Usage, Url), StringComparison.Ordinal);
        Assert.Equal("one", (await _mirrored.Open(Url, "trunk")).Text("a.yaml"));
    }

    [SkippableFact(DisplayName = "a remote with a detached head is read at that commit, though no branch holds it")]
    public async Task Detached()
    {
        Commit("one");
        _origin.Git("checkout", "-q", "--detach");
        var commit = Commit("two");
        var tree = await _mirrored.Open(Url);
        Assert.Equal(("two", commit, "HEAD"), (tree.Text("a.yaml"), tree.Revision.Commit, tree.Revision.Reference));
        Assert.Equal("one", (await _mirrored.Open(Url, "main")).Text("a.yaml"));
        _origin.Git("checkout", "-q", "main");
        Assert.Equal(("one", "main"), ((await _mirrored.Open(Url)).Text("a.yaml"), (await _mirrored.Open(Url)).Revision.Reference));
    }

    [SkippableFact(DisplayName = "an empty remote is refused by name, and read once it has a commit")]
    public async Task Empty()
    {
        Assert.Contains("has no commit", await _mirrored.Refused(FailureKind.Usage, Url), StringComparison.Ordinal);
        Commit("one");
        Assert.Equal("one", (await _mirrored.Open(Url)).Text("a.yaml"));
    }

    [SkippableFact(DisplayName = "a shallow remote is read; the commits that it lacks are refused by name")]
    public async Task Shallow()
    {
        Commit("one");
        Commit("two");
        using var folder = new TempFolder();
        _origin.Git("clone", "-q", "--bare", "--depth", "1", Url, folder.Combine("shallow.git"));
        var url = $"file://{folder.Combine("shallow.git")}";
        Assert.Equal("two", (await _mirrored.Open(url)).Text("a.yaml"));
        Assert.Contains("HEAD~1", await _mirrored.Refused(FailureKind.Usage, url, "HEAD~1"), StringComparison.Ordinal);
    }

    [SkippableFact(DisplayName = "what cannot be fetched is not read from the mirror")]
    public async Task NoStaleRead()
    {
        Commit("one");
        await _mirrored.Open(Url);
        var url = Url;
        Directory.Move(_origin.Path, _origin.Path + ".away");
        Assert.Contains($"\"{url}\" cannot be fetched", await _mirrored.Refused(FailureKind.Environment, url), StringComparison.Ordinal);
        Directory.Move(_origin.Path + ".away", _origin.Path);
    }

    [SkippableFact(DisplayName = "a mirror that is deleted or damaged is made anew")]
    public async Task Rebuilt()
    {
        Commit("one");
        await _mirrored.Open(Url);
        var mirror = Assert.Single(_mirrored.Folders);
        File.WriteAllText(Path.Combine(mirror, "HEAD"), "nonsense");
        Assert.Equal("one", (await _mirrored.Open(Url)).Text("a.yaml"));
        foreach (var objects in Directory.GetFiles(Path.Combine(mirror, "objects"), "*", SearchOption.AllDirectories)) File.Delete(objects);
        Assert.Equal("one", (await _mirrored.Open(Url)).Text("a.yaml"));
        Directory.Delete(mirror, recursive: true);
        Assert.Equal("one", (await _mirrored.Open(Url)).Text("a.yaml"));
    }

    [SkippableFact(DisplayName = "runs at the same time share a mirror")]
    public async Task Concurrent()
    {
        Commit("one");
        var trees = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () => _mirrored.Open(Url), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));
        Assert.All(trees, tree => Assert.Equal("one", tree.Text("a.yaml")));
        Assert.Single(_mirrored.Folders);
    }

    [SkippableFact(DisplayName = "a mirror that another run holds for longer than the limit is refused as locked")]
    public async Task Locked()
    {
        Commit("one");
        await _mirrored.Open(Url);
        using var holder = new FileStream(_mirrored.Folders[0] + ".lock", FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        var settings = _mirrored.Settings with { Timeout = TimeSpan.FromMilliseconds(100) };
        Assert.Contains("mirror", await _mirrored.Refused(FailureKind.Locked, Url, settings: settings), StringComparison.Ordinal);
    }

    [SkippableFact(DisplayName = "a remote of another owner is refused with the remedy, as Git does")]
    public async Task OtherOwner()
    {
        Skip.IfNot(Environment.IsPrivilegedProcess, "only root can give a folder away");
        Commit("one");
        ExternalPrograms.Run("chown", ["-R", "65534:65534", _origin.Path]);
        Assert.Contains("safe.directory", await _mirrored.Refused(FailureKind.Environment, Url), StringComparison.Ordinal);
    }

    [SkippableFact(DisplayName = "--path narrows a remote, and one that is not there is refused")]
    public async Task Narrowed()
    {
        _origin.Write("certs/b.yaml", "b");
        Commit("one");
        Assert.Equal(["certs/b.yaml"], (await _mirrored.Open(Url, path: "certs")).Paths());
        await Assert.ThrowsAsync<ReconcilerException>(() => _mirrored.Open(Url, path: "none"));
    }

    private string Commit(string content)
    {
        _origin.Write("a.yaml", content);
        return _origin.Commit();
    }
}
