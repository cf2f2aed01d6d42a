using System.Net;
using System.Runtime.Versioning;
using Reconciler.Cli.Tests.EndToEnd;
using Reconciler.Testing.Git;

namespace Reconciler.Cli.Tests.Daemon;

/// <summary>The daemon over real Git servers, as they are and as they fail.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class GitServerTests : IDisposable
{
    private readonly CommandLine _shell = new();
    private readonly TempFolder _place = new();
    private readonly DaemonRepository _repository = new();
    private readonly string _bare;
    private string _commit;

    public GitServerTests()
    {
        _commit = _repository.CommitWith("www");
        _bare = _repository.Git.CloneBare();
    }

    public void Dispose()
    {
        _shell.Dispose();
        _place.Dispose();
        _repository.Dispose();
    }

    [SkippableFact(DisplayName = "GIT-05 over https with a password: what is pushed and announced is done")]
    public async Task Https()
    {
        using var server = await GitHttpServer.StartAsync(Path.GetDirectoryName(_bare)!);
        using var daemon = Start(server.Url("bare.git"), ("RECONCILER_GIT_USERNAME", GitHttpServer.User), ("RECONCILER_GIT_PASSWORD", GitHttpServer.Password), ("RECONCILER_GIT_CA_FILE", server.CaFile));
        await ConvergesAsync(daemon);
        Assert.DoesNotContain(GitHttpServer.Password, daemon.Log, StringComparison.Ordinal);
    }

    [SkippableFact(DisplayName = "GIT-05 over ssh: what is pushed and announced is done; a server with a new host key is not believed until the known one is back")]
    public async Task Ssh()
    {
        using var server = await SshServer.StartAsync();
        using var daemon = Start(server.Url(_bare), ("RECONCILER_SSH_KNOWN_HOSTS", server.KnownHosts), ("RECONCILER_SSH_IDENTITY", server.Identity));
        await ConvergesAsync(daemon, stops: false);

        await server.ChangeHostKeyAsync();
        Push("later");
        Assert.Contains("the server's host key is not the one that is known", await FailsAsync(daemon), StringComparison.Ordinal);
        await server.ChangeHostKeyAsync();
        await GoesOnAsync(daemon);
        Assert.Equal(0, await daemon.StopAsync());
    }

    [SkippableFact(DisplayName = "GIT-05 a Git server that is gone, silent, stops half way or sends elsewhere changes nothing: it is said, what is in force stays, and goes on when the server is back")]
    public async Task Faults()
    {
        using var server = await GitHttpServer.StartAsync(Path.GetDirectoryName(_bare)!);
        using var proxy = new FaultyProxy(server.PlainUrl("bare.git"));
        using var daemon = Start(
            proxy.Url, ("RECONCILER_GIT_USERNAME", GitHttpServer.User), ("RECONCILER_GIT_PASSWORD", GitHttpServer.Password), ("RECONCILER_FETCH_TIMEOUT", "5s"));
        await daemon.UntilInForceAsync(_commit);
        foreach (var fault in new[] { ServerFault.Gone, ServerFault.Silent, ServerFault.Half, ServerFault.Redirect })
        {
            var before = _commit;
            proxy.Fault = fault;
            Push(fault.ToString().ToLowerInvariant());
            var said = await FailsAsync(daemon);
            Assert.Contains("cannot be fetched", said, StringComparison.Ordinal);
            if (fault == ServerFault.Redirect) Assert.Contains("redirects to another host", said, StringComparison.Ordinal);
            Assert.Equal(before, (await daemon.LoopAsync()).GetProperty("revision").GetString());
            proxy.Fault = ServerFault.None;
            await GoesOnAsync(daemon);
        }

        proxy.Fault = ServerFault.Silent;
        daemon.Signal("-HUP");
        Assert.Equal(0, await daemon.StopAsync());
    }

    [SkippableFact(DisplayName = "GIT-05 a daemon that starts while its Git server is away and nothing was ever in force ends with 1 and says why")]
    public async Task FirstStart()
    {
        using var server = new SilentServer();
        using var daemon = Start(server.Url("http"), ("RECONCILER_FETCH_TIMEOUT", "1s"));
        Assert.Equal(1, await daemon.EndAsync());
        Assert.Contains("did not answer within 1 s", daemon.Log, StringComparison.Ordinal);
    }

    private async Task ConvergesAsync(DaemonProcess daemon, bool stops = true)
    {
        await daemon.UntilInForceAsync(_commit);
        Push("api");
        Assert.Equal(HttpStatusCode.Accepted, (await daemon.PushAsync()).StatusCode);
        await daemon.UntilInForceAsync(_commit);
        await daemon.UntilLoggedAsync("certificate/api issue: done");
        if (stops) Assert.Equal(0, await daemon.StopAsync());
    }

    /// <summary>A look cannot ask the repository: that is said everywhere, and readiness stays. Returns what is said.</summary>
    private async Task<string> FailsAsync(DaemonProcess daemon)
    {
        await daemon.UntilAskedAsync(State);
        var run = (await _shell.RunAsync("reconcile", "--state", State)).Ends(1);
        Assert.Equal(HttpStatusCode.OK, (await daemon.GetAsync("readyz")).StatusCode);
        var failure = (await daemon.LoopAsync()).GetProperty("source_failure").GetString()!;
        Assert.Contains(failure.ReplaceLineEndings(" "), run.Error, StringComparison.Ordinal);
        return failure;
    }

    private async Task GoesOnAsync(DaemonProcess daemon)
    {
        (await _shell.RunAsync("reconcile", "--state", State)).Ends(0);
        await daemon.UntilInForceAsync(_commit);
    }

    private string State => _place.Combine("state");

    private void Push(string name)
    {
        _commit = _repository.CommitWith(name);
        _repository.Git.Git("push", "-q", _bare, "main");
    }

    private DaemonProcess Start(string url, params (string Name, string Value)[] environment)
    {
        var variables = environment.ToDictionary(variable => variable.Name, variable => variable.Value);
        variables["XDG_CACHE_HOME"] = _place.Combine("cache");
        return new(url, variables, "--state", State, "--interval", "1h");
    }
}
