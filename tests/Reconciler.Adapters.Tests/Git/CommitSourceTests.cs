using Reconciler.Testing;
using Reconciler.Testing.Git;

namespace Reconciler.Adapters.Tests.Git;

public sealed class CommitSourceTests
{
    [SkippableFact(DisplayName = "GIT-01 desired state is read from the blobs of the pinned commit, not from the checkout")]
    public async Task PinnedCommit()
    {
        using var repository = new TempGitRepository();
        repository.Write("certs/www.yaml", "committed");
        repository.Write("templates/t.scriban", "template");
        var commit = repository.Commit();
        repository.Write("certs/www.yaml", "changed");
        repository.Write("certs/new.yaml", "untracked");
        repository.Write("templates/t.scriban", "changed");
        var tree = await Sources.Open(repository.Path, "HEAD");
        repository.Commit("later");
        Assert.Equal(["certs/www.yaml"], tree.Paths());
        Assert.Equal("committed", tree.Text("certs/www.yaml"));
        Assert.Equal("template", tree.Other("templates/t.scriban"));
        Assert.Equal((commit, "HEAD", null), (tree.Revision.Commit, tree.Revision.Reference, tree.Revision.TreeHash));
        Assert.Equal(ManualTime.Start.AddMinutes(1), tree.Revision.CommitTime);
        Assert.Equal(repository.Path, tree.WorkingFolder);
        Assert.Equal(repository.Git("rev-parse", $"{commit}:certs/www.yaml"), tree.Manifests[0].ContentId);
    }

    [SkippableTheory(DisplayName = "GIT-01 a branch, tag, annotated tag, commit and an ancestor name the commit")]
    [InlineData("main", "three")]
    [InlineData("side", "one")]
    [InlineData("light", "two")]
    [InlineData("annotated", "two")]
    [InlineData("HEAD~1", "two")]
    [InlineData("refs/heads/side", "one")]
    public async Task References(string reference, string content)
    {
        using var repository = new TempGitRepository();
        repository.Write("a.yaml", "one");
        repository.Commit();
        repository.Git("branch", "side");
        repository.Write("a.yaml", "two");
        var second = repository.Commit();
        repository.Git("tag", "light");
        repository.Git("tag", "-a", "-m", "a tag", "annotated");
        repository.Write("a.yaml", "three");
        repository.Commit();
        Assert.Equal(content, (await Sources.Open(repository.Path, reference)).Text("a.yaml"));
        Assert.Equal("two", (await Sources.Open(repository.Path, second)).Text("a.yaml"));
        Assert.Equal("two", (await Sources.Open(repository.Path, second[..10])).Text("a.yaml"));
    }

    [SkippableFact(DisplayName = "GIT-01 a bare repository is read at its default branch, or at the reference given")]
    public async Task Bare()
    {
        using var repository = new TempGitRepository();
        repository.Write("a.yaml", "one");
        repository.Commit();
        repository.Write("a.yaml", "two");
        repository.Commit();
        var bare = repository.CloneBare();
        var tree = await Sources.Open(bare);
        Assert.Equal("two", tree.Text("a.yaml"));
        Assert.Equal("main", tree.Revision.Reference);
        Assert.Null(tree.WorkingFolder);
        Assert.Equal("one", (await Sources.Open(bare, "main~1")).Text("a.yaml"));
    }

    [SkippableFact(DisplayName = "GIT-01 a folder below Git's root is its own repository: its subtree at the commit")]
    public async Task Subfolder()
    {
        using var repository = new TempGitRepository();
        repository.Write("outside.yaml", "");
        repository.Write("pki/certs/a.yaml", "a");
        repository.Write("pki/drafts/a.yaml", "a");
        repository.Write("pki/templates/t.scriban", "t");
        repository.Write("pki/.reconcilerignore", "drafts\n");
        repository.Commit();
        var folder = Path.Combine(repository.Path, "pki");
        var tree = await Sources.Open(folder, "main");
        Assert.Equal(["certs/a.yaml"], tree.Paths());
        Assert.Equal("t", tree.Other("templates/t.scriban"));
        Assert.Null(tree.Other("../outside.yaml"));
        Assert.Equal(folder, tree.WorkingFolder);
        Assert.Equal(["certs/a.yaml"], (await Sources.Open(folder, "main", "certs")).Paths());
        repository.Write("new/a.yaml", "");
        Assert.Contains("no folder \"new\"", (await Sources.Refused(Path.Combine(repository.Path, "new"), "main")).Message, StringComparison.Ordinal);
    }

    [SkippableFact(DisplayName = "a commit and its checkout select the same files")]
    public async Task SameSelection()
    {
        using var repository = new TempGitRepository();
        foreach (var path in new[] { "a.yaml", "b/c.yml", ".x/y.yaml", "templates/z.yaml", "v/w.yaml", "B/c.yml" }) repository.Write(path, path);
        repository.Write(".reconcilerignore", "v/\n");
        repository.Commit();
        var commit = await Sources.Open(repository.Path, "HEAD");
        var folder = await Sources.Open(repository.Path);
        Assert.Equal(folder.Paths(), commit.Paths());
        Assert.Equal(folder.Problems(), commit.Problems());
        Assert.Equal(["a.yaml", "B/c.yml", "b/c.yml"], commit.Paths().Order(StringComparer.OrdinalIgnoreCase));
    }

    [SkippableFact(DisplayName = "links, submodules and files beyond 1 MiB of a commit are reported")]
    public async Task PassedOver()
    {
        using var other = new TempGitRepository();
        other.Write("a.yaml", "");
        other.Commit();
        using var repository = new TempGitRepository();
        repository.Write("a.yaml", "");
        File.CreateSymbolicLink(Path.Combine(repository.Path, "link.yaml"), "/etc/passwd");
        repository.Write("large.yaml", new string('#', (1 << 20) + 1));
        repository.Git("submodule", "--quiet", "add", other.Path, "sub");
        repository.Commit();
        var tree = await Sources.Open(repository.Path, "HEAD");
        Assert.Equal(["a.yaml"], tree.Paths());
        Assert.Equal(["C050 large.yaml", "C120 link.yaml", "C121 sub"], tree.Problems());
        Assert.All(new[] { "link.yaml", "sub/a.yaml", "large.yaml", "/a.yaml" }, path => Assert.Null(tree.Other(path)));
    }

    [SkippableFact(DisplayName = "an unknown reference, a tree in place of a commit, a missing path and an empty repository are refused by name")]
    public async Task Refusals()
    {
        using var repository = new TempGitRepository();
        Assert.Contains("no commit", (await Sources.Refused(repository.Path, "main")).Message, StringComparison.Ordinal);
        Assert.Contains("no commit", (await Sources.Refused(repository.CloneBare())).Message, StringComparison.Ordinal);
        repository.Write("a/a.yaml", "");
        repository.Commit();
        Assert.Contains("\"mian\"", (await Sources.Refused(repository.Path, "mian")).Message, StringComparison.Ordinal);
        Assert.Contains("not a commit", (await Sources.Refused(repository.Path, "main:a")).Message, StringComparison.Ordinal);
        Assert.Contains("\"b\"", (await Sources.Refused(repository.Path, "main", "b")).Message, StringComparison.Ordinal);
        Assert.All(new[] { "", " ", "..", "a b", "-x", "main^{tree", "@{u}", "0000" }, reference =>
            Assert.NotEmpty(Sources.Refused(repository.Path, reference).GetAwaiter().GetResult().Message));
    }

    [SkippableFact(DisplayName = "a commit may be read from several threads at once")]
    public async Task ThreadSafe()
    {
        using var repository = new TempGitRepository();
        for (var i = 0; i < 200; i++) repository.Write($"c/{i}.yaml", $"content {i}");
        repository.Commit();
        var tree = await Sources.Open(repository.Path, "HEAD");
        Parallel.ForEach(tree.Manifests, file => Assert.Equal($"content {Path.GetFileNameWithoutExtension(file.Path)}", tree.Other(file.Path)));
        Parallel.ForEach(tree.Manifests, file => Assert.Equal(file.Size, tree.Read(file).Length));
    }
}
