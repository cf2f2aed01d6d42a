using System.Runtime.Versioning;

namespace Reconciler.Cli.Tests.EndToEnd;

/// <summary>Desired state read from commits.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class CommitTests : IDisposable
{
    private readonly CommandLine _shell = new();
    private readonly SmallRepository _repository = new();

    public void Dispose()
    {
        _shell.Dispose();
        _repository.Dispose();
    }

    [Fact(DisplayName = "GIT-01 --ref reads the commit that it names, whatever the working tree holds, and the head of the plan pins it")]
    public async Task Pinned_commit()
    {
        var commit = _repository.Commit();
        _repository.Declare("www", "not-yet.small.example");
        _repository.Write("broken.yaml", "kind: [\n");

        var planned = (await _shell.RunAsync("plan", _repository.Path, "--ref", "main")).Ends(0);

        planned.Says($"main@{commit[..12]}", "domains       = www.small.example, small.example").DoesNotSay("not-yet");
        (await _shell.RunAsync("apply", _repository.Path, "--ref", "main", "--auto-approve")).Ends(0);
        Assert.Equal(["www.small.example", "small.example"], _repository.Published("www").DnsNames);
        (await _shell.RunAsync("validate", _repository.Path)).Ends(3).Says("broken.yaml:2:1");
        (await _shell.RunAsync("plan", _repository.Path, "--ref", "nowhere")).Refuses(3, "nowhere");
    }

    [SkippableFact(DisplayName = "GIT-01 a bare repository tells the whole story; its state lies below XDG_STATE_HOME and is named in the output")]
    public async Task Bare_repository()
    {
        var bare = _repository.CloneBare();
        _shell.Environment["XDG_STATE_HOME"] = Path.Combine(_shell.Home, "state");

        var applied = (await _shell.RunAsync("apply", bare, "--auto-approve")).Ends(0);

        var state = Assert.Single(Directory.GetDirectories(Path.Combine(_shell.Home, "state", "reconciler")));
        Assert.Matches(@"^bare(\.git)?-[0-9a-f]{8}$", Path.GetFileName(state));
        Assert.Contains(state, applied.All, StringComparison.Ordinal);
        Assert.Equal(["api.small.example"], PublishedCertificate.Split(Path.Combine(state, "certs", "api")).DnsNames);
        (await _shell.RunAsync("plan", bare, "--detailed-exitcode")).Ends(0).Says("No changes.");

        _repository.Declare("api", "api.small.example, v2.api.small.example");
        var commit = _repository.Commit();
        _repository.Git("push", "-q", bare, "main");
        (await _shell.RunAsync("plan", bare, "--detailed-exitcode")).Ends(2).Says(commit[..12], "certificate/api  replace   certs.d/api.yaml:7", "1 to replace");
        (await _shell.RunAsync("apply", bare, "--auto-approve")).Ends(0);

        _repository.Delete("certs.d/api.yaml");
        _repository.Commit();
        _repository.Git("push", "-q", bare, "main");
        (await _shell.RunAsync("apply", bare, "--auto-approve")).Ends(0).Says("0 revoked, 2 removed");
        Assert.False(Path.Exists(Path.Combine(state, "certs", "api")));
        Assert.False(Path.Exists(Path.Combine(bare, "certs")));
        (await _shell.RunAsync("plan", bare, "--detailed-exitcode")).Ends(0);
    }

    [Fact(DisplayName = "GIT-03 the same input gives the same bytes, as text and as JSON, and the working tree and its commit the same digest")]
    public async Task Same_bytes()
    {
        _repository.Commit();
        string[] plan = ["plan", _repository.Path, "--as-of", "2027-03-01T00:00:00Z"];
        foreach (var more in new string[][] { [], ["--format", "json"] })
            Assert.Equal((await _shell.RunAsync([.. plan, .. more])).Ends(0).Out, (await _shell.RunAsync([.. plan, .. more])).Ends(0).Out);

        var text = (await _shell.RunAsync(plan)).Ends(0);
        var json = (await _shell.RunAsync([.. plan, "--format", "json"])).Ends(0).Json();
        Assert.Equal(text.Digest, json.GetProperty("digest").GetString());
        Assert.Equal(text.Digest, (await _shell.RunAsync([.. plan, "--ref", "main"])).Ends(0).Digest);
    }
}
