using System.Runtime.Versioning;
using Reconciler.Cli.Tests.EndToEnd;

namespace Reconciler.Cli.Tests.Commands;

[UnsupportedOSPlatform("windows")]
public sealed class ExplainTests : IDisposable
{
    private readonly CommandLine _shell = new();
    private readonly SmallRepository _repository = new();

    public void Dispose()
    {
        _shell.Dispose();
        _repository.Dispose();
    }

    [Theory(DisplayName = "explain tells an object's story, however it is named: where it is declared, what is there, what comes")]
    [InlineData("www")]
    [InlineData("certificate/www")]
    [InlineData("default/local/certificate/www")]
    public async Task Tells_the_story(string id)
    {
        await ApplyAsync();

        var story = (await _shell.RunAsync("explain", id, "--repository", _repository.Path)).Ends(0);

        story.Says(
            "default/local/certificate/www", "declared  certs.d/www.yaml:1:1", "crn:default:local:certificate/", "ISSUED", "version   1 current: serial", "by issuing", "files: version 1 in certs", "later", "nothing to do: it is as declared", "last done issue: serial ", "(create_new)", "names     www.small.example small.example");
        Assert.Contains(_repository.Published("www").SerialNumber, story.Out, StringComparison.OrdinalIgnoreCase);
    }

    [Fact(DisplayName = "GIT-10 explain names the commit that caused each serial")]
    public async Task Commit()
    {
        await ApplyFromGitAsync();
        var first = _repository.Git("rev-parse", "HEAD").Trim();
        _repository.Declare("www", "www.small.example, small.example, more.small.example");
        var second = _repository.Commit().Trim();
        await ApplyFromGitAsync();

        var lines = (await _shell.RunAsync("explain", "www", "--ref", "main", "--repository", _repository.Path)).Ends(0).Out.Split('\n');

        Assert.Contains($", commit {second}", lines.Single(line => line.StartsWith("  declared", StringComparison.Ordinal)), StringComparison.Ordinal);
        string CauseOf(string version) => lines[Array.FindIndex(lines, line => line.StartsWith($"  version   {version} ", StringComparison.Ordinal)) + 1];
        Assert.EndsWith($" by the apply of {first}", CauseOf("1"), StringComparison.Ordinal);
        Assert.EndsWith($" by the apply of {second}", CauseOf("2"), StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains("replace_because_names", StringComparison.Ordinal));
    }

    [Fact(DisplayName = "explain tells of what was not applied yet, and of what is gone from the repository")]
    public async Task Before_and_after()
    {
        (await _shell.RunAsync("explain", "api", "--repository", _repository.Path)).Ends(0).Says("nothing was applied yet", "now       issue", "create_new");
        await ApplyAsync();
        _repository.Delete("certs.d/api.yaml");

        (await _shell.RunAsync("explain", "api", "--repository", _repository.Path)).Ends(0).Says("its manifest is gone", "retire_not_in_config");
    }

    [Fact(DisplayName = "explain says why not yet: what must be done before, what failed and when it is tried again; as text and as JSON")]
    public async Task Why_not_yet()
    {
        (await ExplainAsync("api")).Says("now       issue because it is new (create_new)", "not before create authority/issuing", "now       deploy certificate/api@files", "not before issue certificate/api");
        var now = (await ExplainAsync("api", "--format", "json")).Json().GetProperty("now").EnumerateArray().ToDictionary(change => change.GetProperty("verb").GetString()!);
        Assert.Equal("default/local/authority/issuing#create", Assert.Single(now["issue"].GetProperty("requires").EnumerateArray()).GetString());
        Assert.Equal("default/local/certificate/api#issue", Assert.Single(now["deploy"].GetProperty("requires").EnumerateArray()).GetString());

        var broken = await File.ReadAllTextAsync(_repository.Combine("base.yaml"));
        _repository.Write("base.yaml", broken.Replace("directory: certs", "directory: no/such/folder", StringComparison.Ordinal));
        (await _shell.RunAsync("apply", _repository.Path, "--auto-approve")).Ends(7);
        (await ExplainAsync("api")).Says("failed    deploy certificate/api@files", "next try  the next apply");
        var retry = Assert.Single((await ExplainAsync("api", "--format", "json")).Json().GetProperty("retries").EnumerateArray());
        Assert.Equal("default/local/certificate/api@files", retry.GetProperty("id").GetString());
        Assert.Contains("only the last folder of a directory is made", retry.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "explain tells what a diagnostic's code means, without a repository")]
    public async Task Code()
    {
        (await _shell.RunAsync("explain", "C014")).Ends(0).Says("C014: ").DoesNotSay("declared");
        (await _shell.RunAsync("explain", "C999", "--repository", _repository.Path)).Refuses(3, "there is no object and no code \"C999\"");
    }

    private async Task<CommandRun> ExplainAsync(string id, params string[] options) => (await _shell.RunAsync(["explain", id, "--repository", _repository.Path, .. options])).Ends(0);

    private async Task ApplyFromGitAsync() => (await _shell.RunAsync("apply", _repository.Path, "--ref", "main", "--auto-approve")).Ends(0);

    private async Task ApplyAsync() => (await _shell.RunAsync("apply", _repository.Path, "--auto-approve")).Ends(0);
}
