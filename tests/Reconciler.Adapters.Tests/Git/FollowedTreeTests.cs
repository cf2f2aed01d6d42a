using Reconciler.Adapters.Git;
using Reconciler.Adapters.Git.Remotes;
using Reconciler.Core.Desired;
using Reconciler.Testing.Git;

namespace Reconciler.Adapters.Tests.Git;

/// <summary>A tree that is read with the one before gives what it gives alone; files that did not change are the same instances.</summary>
public sealed class FollowedTreeTests : IDisposable
{
    private readonly TempGitRepository _repository = new();

    public void Dispose() => _repository.Dispose();

    [SkippableFact(DisplayName = "GIT-01 files and folders that are added, changed, moved, removed or become each other are seen; the rest stays as it was read")]
    public async Task Changes()
    {
        foreach (var path in new[] { "a.yaml", "b/a.yaml", "b/b.yaml", "b/c/a.yaml", "c/a.yaml", "d/x.yaml", "templates/t.scriban", "notes.txt" }) _repository.Write(path, path);
        var before = await CommitAsync(null);
        _repository.Write("a.yaml", "changed");
        _repository.Write("b/0.yml", "added");
        _repository.Git("mv", "b/b.yaml", "z.yaml");
        _repository.Git("rm", "-rq", "c", "d/x.yaml");
        _repository.Write("d/x.yaml/y.yaml", "a folder now");
        _repository.Write("c", "a file now");
        var tree = await CommitAsync(before);
        Assert.Equal(["a.yaml", "b/0.yml", "b/a.yaml", "b/c/a.yaml", "d/x.yaml/y.yaml", "z.yaml"], tree.Paths());
        Assert.Equal(["b/a.yaml", "b/c/a.yaml"], tree.Manifests.Where(file => before.Manifests.Any(old => ReferenceEquals(old, file))).Select(file => file.Path));
        Assert.Equal(("changed", "b/a.yaml"), (tree.Text("a.yaml"), tree.Text("b/a.yaml")));
        Assert.Same(tree.Manifests[0], (await CommitAsync(tree)).Manifests[0]);
    }

    [SkippableFact(DisplayName = "GIT-01 what there is to report is reported, also where only both trees together show it")]
    public async Task Reports()
    {
        _repository.Write("a/x.yaml", "x");
        _repository.Write("hidden.yaml", "x");
        var before = await CommitAsync(null);
        _repository.Write("a/X.yaml", "x");
        var second = await CommitAsync(before);
        Assert.Equal(["C122 a/x.yaml"], second.Problems());
        _repository.Git("rm", "-q", "a/X.yaml");
        File.CreateSymbolicLink(Path.Combine(_repository.Path, "link.yaml"), "hidden.yaml");
        Assert.Equal(["C120 link.yaml"], (await CommitAsync(second)).Problems());
        _repository.Git("rm", "-q", "link.yaml");
        _repository.Write(".reconcilerignore", "hidden.yaml\n");
        Assert.Equal(["a/x.yaml"], (await CommitAsync(before)).Paths());
    }

    private async Task<ISourceTree> CommitAsync(ISourceTree? before)
    {
        _repository.Commit();
        var look = await SourceLook.BeginAsync(new(_repository.Path, "HEAD", null), new RemoteSettings(), TimeProvider.System, CancellationToken.None);
        var tree = look.Open(before, CancellationToken.None);
        var alone = look.Open(null, CancellationToken.None);
        Assert.Equal(alone.Manifests, tree.Manifests);
        Assert.Equal(alone.Problems(), tree.Problems());
        return tree;
    }
}
