using Reconciler.Adapters.Git;
using Reconciler.Core.Diagnostics;
using Reconciler.Testing.Git;

namespace Reconciler.Adapters.Tests.Git.Remotes;

[Collection(Mirrored.OneAtATime)]
public sealed class SourceLookTests : IDisposable
{
    private readonly Mirrored _mirrored = new();
    private readonly TempGitRepository _origin = new();

    public void Dispose()
    {
        _origin.Dispose();
        _mirrored.Dispose();
    }

    [SkippableFact(DisplayName = "GIT-01 a look connects to the remote once: what is the newest, whether it follows, and what is in it come from that")]
    public async Task OneConnection()
    {
        var first = Push("one");
        var bare = _origin.CloneBare();
        using var daemon = await GitDaemon.StartAsync(Path.GetDirectoryName(bare)!);
        using var proxy = new FaultyProxy(daemon.Url("bare.git"));
        var look = await LookAsync(proxy.Url);
        Assert.Equal(first, look.Newest);
        var tree = look.Open(null, CancellationToken.None);
        var seen = proxy.Connections;

        var second = Push("two");
        _origin.Git("push", "-q", bare, "main");
        var next = await LookAsync(proxy.Url);
        Assert.True(next.Follows(first));
        Assert.Equal((second, "two"), (next.Newest, next.Open(tree, CancellationToken.None).Text("a.yaml")));
        Assert.Equal(seen + 1, proxy.Connections);

        Assert.Equal(second, (await LookAsync(proxy.Url)).Newest);
        Assert.Equal(seen + 2, proxy.Connections);
    }

    [SkippableFact(DisplayName = "GIT-05 a look says whether the newest commit was made on top of another, and forgets a branch that is gone")]
    public async Task Follows()
    {
        var first = Push("one");
        _origin.Git("branch", "side");
        var second = Push("two");
        _origin.Git("reset", "-q", "--hard", first);
        var forced = Push("three");
        var url = $"file://{_origin.Path}";
        var look = await LookAsync(url);
        Assert.True(look.Follows(first) && look.Follows(forced));
        Assert.False(look.Follows(second) || look.Follows(new string('1', 40)));
        Assert.Equal(first, (await LookAsync(url, "side")).Newest);
        _origin.Git("branch", "-D", "side");
        await Assert.ThrowsAsync<ReconcilerException>(() => LookAsync(url, "side"));
    }

    private Task<SourceLook> LookAsync(string url, string? reference = null) =>
        SourceLook.BeginAsync(new(url, reference, null), _mirrored.Settings, TimeProvider.System, CancellationToken.None);

    private string Push(string content)
    {
        _origin.Write("a.yaml", content);
        return _origin.Commit();
    }
}
