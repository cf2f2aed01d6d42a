using Reconciler.Adapters.Git.Remotes;
using Reconciler.Core.Diagnostics;
using Reconciler.Testing.Git;

namespace Reconciler.Adapters.Tests.Git.Remotes;

[Collection(Mirrored.OneAtATime)]
public sealed class ServerRemoteTests : IDisposable
{
    private readonly Mirrored _mirrored = new();
    private readonly TempGitRepository _origin = new();

    public void Dispose()
    {
        _origin.Dispose();
        _mirrored.Dispose();
    }

    [SkippableFact(DisplayName = "GIT-01 a repository is read from git daemon, and followed")]
    public async Task Daemon()
    {
        using var daemon = await GitDaemon.StartAsync(Serve());
        var url = daemon.Url("bare.git");
        Assert.Equal("one", (await _mirrored.Open(url)).Text("a.yaml"));
        var commit = Push("two");
        var tree = await _mirrored.Open(url);
        Assert.Equal(("two", commit, "main"), (tree.Text("a.yaml"), tree.Revision.Commit, tree.Revision.Reference));
        Assert.Equal("one", (await _mirrored.Open(url, "HEAD~1")).Text("a.yaml"));
        Assert.Contains("cannot be fetched", await _mirrored.Refused(FailureKind.Environment, daemon.Url("none.git")), StringComparison.Ordinal);
    }

    [SkippableFact(DisplayName = "GIT-01 a repository is read over https from a server of a private authority that asks for a password")]
    public async Task Https()
    {
        using var server = await GitHttpServer.StartAsync(Serve());
        var url = server.Url("bare.git");
        var good = _mirrored.Settings with { CaFile = server.CaFile, Credentials = Mirrored.Credentials(GitHttpServer.User, GitHttpServer.Password) };
        Assert.Contains("RECONCILER_GIT_CA_FILE", await _mirrored.Refused(FailureKind.Environment, url, settings: good with { CaFile = null }), StringComparison.Ordinal);
        Assert.Equal("one", (await _mirrored.Open(url, settings: good)).Text("a.yaml"));
        Push("two");
        Assert.Equal("two", (await _mirrored.Open(url, settings: good)).Text("a.yaml"));
        Assert.Contains("asks for a user", await _mirrored.Refused(FailureKind.Environment, url, settings: good with { Credentials = null }), StringComparison.Ordinal);
        var wrong = await _mirrored.Refused(FailureKind.Environment, url, settings: good with { Credentials = Mirrored.Credentials("reader", "s3cret") });
        Assert.Contains("does not take", wrong, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", wrong, StringComparison.Ordinal);
        Assert.Contains("404", await _mirrored.Refused(FailureKind.Environment, server.Url("none.git"), settings: good), StringComparison.Ordinal);
        Assert.All(Directory.GetFiles(_mirrored.Folders[0]), file => Assert.DoesNotContain(GitHttpServer.Password, File.ReadAllText(file), StringComparison.Ordinal));
    }

    [SkippableFact(DisplayName = "a password is sent neither where a redirect leads nor over http from afar")]
    public async Task Redirect()
    {
        using var server = await GitHttpServer.StartAsync(Serve());
        var settings = _mirrored.Settings with { CaFile = server.CaFile, Credentials = Mirrored.Credentials(GitHttpServer.User, GitHttpServer.Password) };
        Assert.Contains("redirects to another server", await _mirrored.Refused(FailureKind.Environment, server.MovedUrl("bare.git"), settings: settings), StringComparison.Ordinal);
        Assert.Equal("one", (await _mirrored.Open(server.PlainUrl("bare.git"), settings: settings)).Text("a.yaml"));
        var afar = new CredentialAnswer(RemoteAddress.Parse("http://git.example/repo.git"), settings.Credentials);
        Assert.ThrowsAny<Exception>(() => afar.ForConnection()("http://git.example/repo.git", null, default));
        Assert.Equal(CredentialRefusal.InClear, afar.Refusal);
    }

    [SkippableFact(DisplayName = "GIT-01 a repository is read over ssh from a server whose key is known, and from no other")]
    public async Task Ssh()
    {
        var folder = Serve();
        using var server = await SshServer.StartAsync();
        var url = server.Url($"{folder}/bare.git");
        var good = _mirrored.Settings with { KnownHosts = server.KnownHosts, Identity = server.Identity };
        Assert.Equal("one", (await _mirrored.Open(url, settings: good)).Text("a.yaml"));
        Push("two");
        Assert.Equal("two", (await _mirrored.Open(url, settings: good)).Text("a.yaml"));
        Assert.Contains("host key is not known", await _mirrored.Refused(FailureKind.Environment, url, settings: good with { KnownHosts = server.NoKnownHosts }), StringComparison.Ordinal);
        Assert.Contains("not the one that is known", await _mirrored.Refused(FailureKind.Environment, url, settings: good with { KnownHosts = server.WrongKnownHosts }), StringComparison.Ordinal);
        Assert.Contains("RECONCILER_SSH_IDENTITY", await _mirrored.Refused(FailureKind.Environment, url, settings: good with { Identity = server.OtherIdentity }), StringComparison.Ordinal);
        Assert.Contains("none.git", await _mirrored.Refused(FailureKind.Environment, server.Url($"{folder}/none.git"), settings: good), StringComparison.Ordinal);
    }

    [SkippableTheory(DisplayName = "a server that accepts and never answers is left at the limit, by name")]
    [InlineData("git")]
    [InlineData("http")]
    [InlineData("https")]
    [InlineData("ssh")]
    public async Task Silent(string scheme)
    {
        if (scheme == "ssh") Reconciler.Testing.ExternalPrograms.Require("ssh");
        using var server = new SilentServer();
        var settings = _mirrored.Settings with { Timeout = TimeSpan.FromSeconds(1) };
        var message = await _mirrored.Refused(FailureKind.Environment, server.Url(scheme), settings: settings);
        Assert.Contains("did not answer within 1 s", message, StringComparison.Ordinal);
        Assert.Contains("RECONCILER_FETCH_TIMEOUT", message, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "a host that does not exist, and no cache folder, are refused by name")]
    public async Task Refusals()
    {
        Assert.Contains("nonexistent.invalid", await _mirrored.Refused(FailureKind.Environment, "https://nonexistent.invalid/repo.git"), StringComparison.Ordinal);
        Assert.Contains("XDG_CACHE_HOME", await _mirrored.Refused(FailureKind.Usage, "https://nonexistent.invalid/repo.git", settings: new()), StringComparison.Ordinal);
    }

    private string Serve()
    {
        _origin.Write("a.yaml", "one");
        _origin.Commit();
        return Path.GetDirectoryName(_origin.CloneBare())!;
    }

    private string Push(string content)
    {
        _origin.Write("a.yaml", content);
        var commit = _origin.Commit();
        _origin.Git("push", "-q", "../bare.git", "main");
        return commit;
    }
}
