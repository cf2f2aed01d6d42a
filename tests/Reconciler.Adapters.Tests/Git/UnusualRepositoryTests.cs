using Reconciler.Testing;
using Reconciler.Testing.Git;

namespace Reconciler.Adapters.Tests.Git;

public sealed class UnusualRepositoryTests : IDisposable
{
    private readonly TempGitRepository _repository = new();
    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
        _repository.Dispose();
    }

    [SkippableFact(DisplayName = "a detached head is read, from a folder with --ref HEAD and from a bare repository without")]
    public async Task Detached()
    {
        Commit("one");
        Commit("two");
        _repository.Git("checkout", "-q", "--detach", "HEAD~1");
        Assert.Equal("one", (await Sources.Open(_repository.Path, "HEAD")).Text("a.yaml"));
        var tree = await Sources.Open(_repository.CloneBare());
        Assert.Equal(("one", "HEAD"), (tree.Text("a.yaml"), tree.Revision.Reference));
    }

    [SkippableFact(DisplayName = "a linked worktree is read as a folder, at its own head and at any branch")]
    public async Task Worktree()
    {
        Commit("one");
        _repository.Git("worktree", "add", "-q", "-b", "side", _folder.Combine("linked"));
        Commit("two");
        var folder = _folder.Combine("linked");
        Assert.Equal("one", (await Sources.Open(folder)).Text("a.yaml"));
        Assert.Equal("one", (await Sources.Open(folder, "HEAD")).Text("a.yaml"));
        Assert.Equal("two", (await Sources.Open(folder, "main")).Text("a.yaml"));
        Assert.Equal(folder, (await Sources.Open(folder, "main")).WorkingFolder);
    }

    [SkippableFact(DisplayName = "a shallow clone is read; a commit that it lacks is refused with the remedy")]
    public async Task Shallow()
    {
        Commit("one");
        Commit("two");
        _repository.Git("clone", "-q", "--depth", "1", $"file://{_repository.Path}", _folder.Combine("shallow"));
        Assert.Equal("two", (await Sources.Open(_folder.Combine("shallow"), "HEAD")).Text("a.yaml"));
        Assert.Contains("--unshallow", (await Sources.Refused(_folder.Combine("shallow"), "HEAD~1")).Remedy, StringComparison.Ordinal);
    }

    [SkippableFact(DisplayName = "a repository of another owner is refused with the remedy where Git would read it, and read as a plain folder")]
    public async Task OtherOwner()
    {
        Skip.IfNot(Environment.IsPrivilegedProcess, "only root can give a folder away");
        Commit("one");
        ExternalPrograms.Run("chown", ["-R", "65534:65534", _repository.Path]);
        Assert.Contains("safe.directory", (await Sources.Refused(_repository.Path, "HEAD")).Remedy, StringComparison.Ordinal);
        Assert.Equal("one", (await Sources.Open(_repository.Path)).Text("a.yaml"));
    }

    [SkippableFact(DisplayName = "a bare repository whose default branch was renamed away is refused by name")]
    public async Task NoDefaultBranch()
    {
        Commit("one");
        var bare = _repository.CloneBare();
        _repository.Git("--git-dir", bare, "symbolic-ref", "HEAD", "refs/heads/gone");
        Assert.Contains("\"gone\"", (await Sources.Refused(bare)).Message, StringComparison.Ordinal);
        Assert.Equal("one", (await Sources.Open(bare, "main")).Text("a.yaml"));
    }

    private void Commit(string content)
    {
        _repository.Write("a.yaml", content);
        _repository.Commit();
    }
}
