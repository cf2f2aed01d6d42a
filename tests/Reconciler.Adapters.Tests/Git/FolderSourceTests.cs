using Reconciler.Testing;

namespace Reconciler.Adapters.Tests.Git;

public sealed class FolderSourceTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact(DisplayName = "a folder is read as it is, without Git, in ordinal order of paths")]
    public async Task WorkingTree()
    {
        _folder.Write("b.yaml", "b");
        _folder.Write("a/z.yml", "z");
        _folder.Write("a.yaml", "a");
        _folder.Write("README.md", "no manifest");
        var tree = await Sources.Open(_folder.Path);
        Assert.Equal(["a.yaml", "a/z.yml", "b.yaml"], tree.Paths());
        Assert.Equal("z", tree.Text("a/z.yml"));
        Assert.Equal(_folder.Path, tree.WorkingFolder);
        Assert.Equal((null, null, null), (tree.Revision.Commit, tree.Revision.Reference, tree.Revision.CommitTime));
        Assert.Matches("^[0-9a-f]{64}$", tree.Revision.TreeHash);
        Assert.Empty(tree.Diagnostics);
    }

    [Fact(DisplayName = "hidden folders, templates at the root and what .reconcilerignore lists are passed over")]
    public async Task PassedOver()
    {
        _folder.Write(".reconciler/state.yaml", "");
        _folder.Write(".github/workflow.yaml", "");
        _folder.Write(".hidden.yaml", "");
        _folder.Write("templates/t.yaml", "");
        _folder.Write("deep/templates/t.yaml", "");
        _folder.Write("vendor/a.yaml", "");
        _folder.Write("certs/draft.yaml", "");
        _folder.Write("certs/www.yaml", "");
        _folder.Write(".reconcilerignore", "# not ours\nvendor/\n/certs/draft.yaml\r\n");
        Assert.Equal(["certs/www.yaml", "deep/templates/t.yaml"], (await Sources.Open(_folder.Path)).Paths());
    }

    [Fact(DisplayName = "--path narrows what is read and leaves paths relative to the root")]
    public async Task Narrowed()
    {
        _folder.Write("a/x.yaml", "");
        _folder.Write("ab/x.yaml", "");
        _folder.Write("a/b/y.yaml", "");
        _folder.Write("templates/t.scriban", "text");
        var tree = await Sources.Open(_folder.Path, path: "./a/");
        Assert.Equal(["a/b/y.yaml", "a/x.yaml"], tree.Paths());
        Assert.Equal("text", tree.Other("templates/t.scriban"));
        Assert.Equal(["a/x.yaml"], (await Sources.Open(_folder.Path, path: "a/x.yaml")).Paths());
        Assert.Contains("nowhere", (await Sources.Refused(_folder.Path, path: "nowhere")).Message, StringComparison.Ordinal);
        Assert.Contains("outside", (await Sources.Refused(_folder.Path, path: "../x")).Message, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "the hash covers manifests and templates, their paths and bytes, and nothing else")]
    public async Task TreeHash()
    {
        _folder.Write("a.yaml", "a");
        _folder.Write("templates/t.scriban", "t");
        async Task<string?> Hash() => (await Sources.Open(_folder.Path)).Revision.TreeHash;
        var first = await Hash();
        _folder.Write("README.md", "other");
        _folder.Write(".reconciler/state.db", "state");
        Assert.Equal(first, await Hash());
        _folder.Write("templates/t.scriban", "u");
        var second = await Hash();
        File.Move(_folder.Combine("a.yaml"), _folder.Combine("b.yaml"));
        var third = await Hash();
        Assert.Equal(3, new[] { first, second, third }.Distinct().Count());
    }

    [Fact(DisplayName = "what is read is what was there when the folder was opened")]
    public async Task Snapshot()
    {
        _folder.Write("a.yaml", "before");
        var tree = await Sources.Open(_folder.Path);
        _folder.Write("a.yaml", "after");
        Assert.Equal("before", tree.Text("a.yaml"));
    }

    [Fact(DisplayName = "links are never followed: a manifest that is one is reported, other ways out lead nowhere")]
    public async Task Links()
    {
        var outside = _folder.Write("outside/secret.yaml", "secret");
        _folder.Write("repo/a.yaml", "a");
        File.CreateSymbolicLink(_folder.Combine("repo", "link.yaml"), outside);
        Directory.CreateSymbolicLink(_folder.Combine("repo", "folder"), _folder.Combine("outside"));
        _folder.Write("repo/templates/t.scriban", "t");
        Directory.CreateSymbolicLink(_folder.Combine("repo", "templates", "out"), _folder.Combine("outside"));
        var tree = await Sources.Open(_folder.Combine("repo"));
        Assert.Equal(["a.yaml"], tree.Paths());
        Assert.Equal(["C120 link.yaml", "C120 templates/out"], tree.Problems());
        Assert.False(tree.Diagnostics[0].IsError);
        Assert.Equal("t", tree.Other("templates/./t.scriban"));
        Assert.All(
            new[] { "link.yaml", "folder/secret.yaml", "templates/out/secret.yaml", "../outside/secret.yaml", outside, "templates/../../outside/secret.yaml", "", ".", "templates", "none" },
            path => Assert.Null(tree.Other(path)));
    }

    [Fact(DisplayName = "a file beyond 1 MiB is an error that names the limit, and the rest is read")]
    public async Task TooLarge()
    {
        _folder.Write("a.yaml", new string('#', 1 << 20));
        _folder.Write("b.yaml", new string('#', (1 << 20) + 1));
        var tree = await Sources.Open(_folder.Path);
        Assert.Equal(["a.yaml"], tree.Paths());
        Assert.Equal(["C050 b.yaml"], tree.Problems());
        Assert.Contains("1048576", tree.Diagnostics[0].Message, StringComparison.Ordinal);
        Assert.True(tree.Diagnostics[0].IsError);
    }

    [Fact(DisplayName = "paths that differ in case only are reported")]
    public async Task SameButCase()
    {
        _folder.Write("Www.yaml", "");
        _folder.Write("www.yaml", "");
        var tree = await Sources.Open(_folder.Path);
        Assert.Equal(2, tree.Manifests.Count);
        Assert.Equal(["C122 www.yaml"], tree.Problems());
    }

    [Fact(DisplayName = "a repository inside the folder is passed over with a warning")]
    public async Task Nested()
    {
        _folder.Write("inner/.git", "gitdir: elsewhere");
        _folder.Write("inner/a.yaml", "");
        var tree = await Sources.Open(_folder.Path);
        Assert.Empty(tree.Manifests);
        Assert.Equal(["C121 inner"], tree.Problems());
    }

    [Fact(DisplayName = "a folder that is not there, a file and a folder without Git are refused by name")]
    public async Task Refusals()
    {
        var file = _folder.Write("file", "");
        Assert.Contains("no folder", (await Sources.Refused(_folder.Combine("none"))).Message, StringComparison.Ordinal);
        Assert.Contains("is a file", (await Sources.Refused(file)).Message, StringComparison.Ordinal);
        Assert.Contains("not in a Git repository", (await Sources.Refused(_folder.Path, "main")).Message, StringComparison.Ordinal);
    }
}
