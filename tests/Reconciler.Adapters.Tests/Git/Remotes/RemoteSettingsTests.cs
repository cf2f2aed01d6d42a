using System.Text;
using Reconciler.Adapters.Git.Remotes;
using Reconciler.Core.Diagnostics;
using Reconciler.Testing;

namespace Reconciler.Adapters.Tests.Git.Remotes;

public sealed class RemoteSettingsTests
{
    [Fact(DisplayName = "an empty environment gives thirty seconds, no credentials and no cache folder")]
    public void Defaults() => Assert.Equal(new RemoteSettings { Timeout = TimeSpan.FromSeconds(30) }, Read());

    [Fact(DisplayName = "mirrors lie in XDG_CACHE_HOME, else in .cache of HOME; relative paths are ignored")]
    public void Cache()
    {
        Assert.Equal("/c/reconciler", Read(("XDG_CACHE_HOME", "/c"), ("HOME", "/h")).CacheFolder);
        Assert.Equal("/h/.cache/reconciler", Read(("XDG_CACHE_HOME", "c"), ("HOME", "/h")).CacheFolder);
        Assert.Null(Read(("HOME", "h")).CacheFolder);
    }

    [Theory(DisplayName = "the time limit is read in seconds or minutes")]
    [InlineData("5s", 5)]
    [InlineData("2m", 120)]
    [InlineData("", 30)]
    public void Timeout(string text, int seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), Read(("RECONCILER_FETCH_TIMEOUT", text)).Timeout);

    [Fact(DisplayName = "a user and password, or a token, are what http servers are told; neither is ever shown")]
    public void Credentials()
    {
        var basic = Read(("RECONCILER_GIT_USERNAME", "me"), ("RECONCILER_GIT_PASSWORD", "s3cret"));
        Assert.Equal(("me", "s3cret"), (basic.Credentials!.UserName, Encoding.UTF8.GetString(basic.Credentials.Password.Bytes)));
        Assert.DoesNotContain("s3cret", basic.ToString(), StringComparison.Ordinal);
        Assert.Equal("x-access-token", Read(("RECONCILER_GIT_TOKEN", "s3cret")).Credentials!.UserName);
        Assert.Equal("me", Read(("RECONCILER_GIT_TOKEN", "s3cret"), ("RECONCILER_GIT_USERNAME", "me")).Credentials!.UserName);
        Assert.Null(Read(("RECONCILER_GIT_USERNAME", "me")).Credentials);
    }

    [Theory(DisplayName = "a variable that cannot be meant is refused by its name")]
    [InlineData("RECONCILER_FETCH_TIMEOUT", "30")]
    [InlineData("RECONCILER_FETCH_TIMEOUT", "0s")]
    [InlineData("RECONCILER_FETCH_TIMEOUT", "-1s")]
    [InlineData("RECONCILER_FETCH_TIMEOUT", "99999999999s")]
    [InlineData("RECONCILER_GIT_CA_FILE", "/nonexistent/ca.pem")]
    [InlineData("RECONCILER_SSH_KNOWN_HOSTS", "/nonexistent/hosts")]
    [InlineData("RECONCILER_SSH_IDENTITY", "/nonexistent/key")]
    [InlineData("RECONCILER_GIT_PASSWORD", "s3cret")]
    public void Refused(string name, string value)
    {
        var failure = Assert.Throws<ReconcilerException>(() => Read((name, value)));
        Assert.Equal(FailureKind.Usage, failure.Kind);
        Assert.Contains(name, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", failure.Message, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "a password beside a token is refused")]
    public void Both() => Assert.Throws<ReconcilerException>(() =>
        Read(("RECONCILER_GIT_USERNAME", "me"), ("RECONCILER_GIT_PASSWORD", "a"), ("RECONCILER_GIT_TOKEN", "b")));

    [Fact(DisplayName = "files are named by absolute paths, wherever the program is started")]
    public void Files()
    {
        using var folder = new TempFolder();
        var file = Path.GetRelativePath(Environment.CurrentDirectory, folder.Write("ca.pem", ""));
        Assert.Equal(folder.Combine("ca.pem"), Read(("RECONCILER_GIT_CA_FILE", file)).CaFile);
    }

    private static RemoteSettings Read(params (string Name, string Value)[] variables) =>
        RemoteSettings.FromEnvironment(variables.ToDictionary(variable => variable.Name, variable => variable.Value));
}
