using Reconciler.Adapters.Git.Remotes;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Tests.Git.Remotes;

public sealed class RemoteAddressTests
{
    [Theory(DisplayName = "an address is shown without its user, and given to Git as it is")]
    [InlineData("https://Host.example/team/repo.git", "https://host.example/team/repo.git", "https://host.example/team/repo.git")]
    [InlineData("HTTPS://host.example:8443/repo/", "https://host.example:8443/repo/", "https://host.example:8443/repo/")]
    [InlineData("ssh://git@host.example:22/~me/repo", "ssh://git@host.example:22/~me/repo", "ssh://host.example:22/~me/repo")]
    [InlineData("git@host.example:team/repo.git", "git@host.example:team/repo.git", "host.example:team/repo.git")]
    [InlineData("host:repo", "host:repo", "host:repo")]
    [InlineData("git://[::1]:9418/repo", "git://[::1]:9418/repo", "git://[::1]:9418/repo")]
    [InlineData("file:///srv/git/repo.git", "file:///srv/git/repo.git", "file:///srv/git/repo.git")]
    [InlineData("file://localhost/srv/repo", "file:///srv/repo", "file:///srv/repo")]
    public void Shown(string written, string url, string shown)
    {
        Assert.True(RemoteAddress.IsRemote(written));
        var address = RemoteAddress.Parse(written);
        Assert.Equal((url, shown), (address.Url, address.Shown));
    }

    [Theory(DisplayName = "what is no folder's path is an address")]
    [InlineData(".", false)]
    [InlineData("/srv/repo.git", false)]
    [InlineData("./a:b", false)]
    [InlineData("../x", false)]
    [InlineData("host:x", true)]
    [InlineData("ftp://host/x", true)]
    public void Remote(string written, bool isRemote) => Assert.Equal(isRemote, RemoteAddress.IsRemote(written));

    [Fact(DisplayName = "a folder's name depends on the address without user and last slash alone")]
    public void FolderNames()
    {
        var name = RemoteAddress.Parse("ssh://git@host.example/team/repo.git").FolderName;
        Assert.Matches("^repo-[0-9a-f]{8}$", name);
        Assert.Equal(name, RemoteAddress.Parse("ssh://HOST.example/team/repo.git/").FolderName);
        Assert.NotEqual(name, RemoteAddress.Parse("ssh://host.example/team2/repo.git").FolderName);
        Assert.StartsWith("repository-", RemoteAddress.Parse("https://host.example/..").FolderName, StringComparison.Ordinal);
    }

    [Theory(DisplayName = "a credential in an address is refused and not repeated")]
    [InlineData("https://me:s3cret@host.example/repo.git")]
    [InlineData("https://s3cret@host.example/repo.git")]
    [InlineData("https://me@x:s3cret@host.example/repo.git")]
    [InlineData("ssh://me:s3cret@host.example/repo.git")]
    [InlineData("git://me:s3cret@host.example/repo.git")]
    [InlineData("https://host.example/repo.git?token=s3cret")]
    [InlineData("https://host.example/repo.git#s3cret")]
    [InlineData("me:s3cret@host.example:repo.git")]
    [InlineData("s3cret://host.example/repo.git")]
    public void Secrets(string written)
    {
        var failure = Assert.Throws<ReconcilerException>(() => RemoteAddress.Parse(written));
        Assert.Equal(FailureKind.Usage, failure.Kind);
        Assert.DoesNotContain("s3cret", failure.Message + failure.Remedy, StringComparison.Ordinal);
        Assert.NotNull(failure.Remedy);
    }

    [Theory(DisplayName = "what ssh or a shell would take for an option or a command is refused")]
    [InlineData("ssh://-oProxyCommand=x/repo")]
    [InlineData("-oProxyCommand=x:repo")]
    [InlineData("ssh://-x@host/repo")]
    [InlineData("ssh://a$(b)@host/repo")]
    [InlineData("ssh://ho`st`/repo")]
    [InlineData("ssh://host:0/repo")]
    [InlineData("ssh://host:70000/repo")]
    [InlineData("ssh://[nonsense]/repo")]
    [InlineData("ssh:///repo")]
    [InlineData("https://host.example/")]
    [InlineData("https://host.example")]
    [InlineData("host.example:")]
    [InlineData("https://host.example/a b")]
    [InlineData("https://host.example/a\nb")]
    [InlineData("file://elsewhere/srv/repo")]
    [InlineData("ftp://host.example/repo")]
    [InlineData("://host.example/repo")]
    public void Refused(string written) => Assert.Equal(FailureKind.Usage, Assert.Throws<ReconcilerException>(() => RemoteAddress.Parse(written)).Kind);
}
