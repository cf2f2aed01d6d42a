using System.Runtime.Versioning;
using Reconciler.Cli.Tests.EndToEnd;
using Reconciler.Cli.Tests.Examples;

namespace Reconciler.Cli.Tests.Snapshots;

[UnsupportedOSPlatform("windows")]
public sealed class SnapshotVerbTests : IDisposable
{
    private readonly CommandLine _shell = new();
    private readonly SmallRepository _repository = new();
    private readonly TempFolder _folder = new();

    private string Snapshot => _folder.Combine("state.json");

    public void Dispose()
    {
        _shell.Dispose();
        _repository.Dispose();
        _folder.Dispose();
    }

    [Theory(DisplayName = "GIT-03 an example's state and its snapshot give the same plan after a change, with the same digest")]
    [InlineData("01-quickstart")]
    [InlineData("02-private-pki")]
    public async Task Examples(string name)
    {
        using var example = new ExampleCopy(name);
        (await _shell.RunAsync("apply", example.Path, "--auto-approve")).Ends(0);
        (await _shell.RunAsync("status", example.Path, "--export-snapshot", Snapshot)).Ends(0);
        foreach (var file in Directory.GetFiles(example.Path, "*.yaml", SearchOption.AllDirectories))
            await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("kind: Certificate\nmetadata:", "kind: Certificate\nmetadata: # changed", StringComparison.Ordinal).Replace("EC_prime256v1", "EC_secp384r1", StringComparison.Ordinal));
        var fromState = (await _shell.RunAsync("plan", example.Path, "--offline", "--as-of", "2027-01-01T00:00:00Z", "--format", "json")).Json();

        var fromSnapshot = (await _shell.RunAsync("plan", example.Path, "--state", Snapshot, "--as-of", "2027-01-01T00:00:00Z", "--format", "json")).Json();

        Assert.Equal(fromState.GetProperty("digest").GetString(), fromSnapshot.GetProperty("digest").GetString());
        Assert.Equal(fromState.GetRawText(), fromSnapshot.GetRawText());
    }

    [Fact(DisplayName = "what is applied is no change from its snapshot, and status and explain tell the same from it")]
    public async Task Verbs_that_read()
    {
        await ExportAsync();
        _shell.Environment["RECONCILER_STATE"] = Snapshot;

        (await _shell.RunAsync("plan", _repository.Path, "--detailed-exitcode")).Ends(0).Says("No changes.");
        (await _shell.RunAsync("records", _repository.Path)).Ends(0);
        (await _shell.RunAsync("status", _repository.Path)).Ends(0).Says("certificate/www", "ISSUED");
        (await _shell.RunAsync("explain", "www", "--repository", _repository.Path)).Ends(0).Says("crn:default:local:certificate/");
        (await _shell.RunAsync("preview", _repository.Path, "--base", "HEAD", "--head", "HEAD")).Ends(0).Says("No changes.");
        (await _shell.RunAsync("plan", _repository.Path, "--state", "none")).Ends(0).Says("Plan: 4 to add");
    }

    [Theory(DisplayName = "a verb that writes, or needs what a snapshot leaves out, refuses it by name")]
    [InlineData("apply", "--auto-approve")]
    [InlineData("backup", "copy.tar")]
    [InlineData("restore", "copy.tar")]
    [InlineData("doctor")]
    [InlineData("history")]
    [InlineData("audit", "verify")]
    [InlineData("trust-bundle")]
    public async Task Verbs_that_write(params string[] verb)
    {
        await ExportAsync();
        string[] repository = verb[0] == "apply" ? [_repository.Path] : ["--repository", _repository.Path];
        var before = await File.ReadAllBytesAsync(Snapshot);

        (await _shell.RunAsync([.. verb, .. repository, "--state", Snapshot])).Refuses(3, Snapshot, "snapshot", "name the folder of the state with --state");

        Assert.Equal(before, await File.ReadAllBytesAsync(Snapshot));
    }

    [Fact(DisplayName = "KEY-02 a snapshot holds no key, no certificate's bytes and no audit log")]
    public async Task No_secret()
    {
        await ExportAsync();

        var text = await File.ReadAllTextAsync(Snapshot);

        foreach (var word in (string[])["sealed", "private", "BEGIN", "\"der\"", "audit", "actor", "to_be_signed", "inode"]) Assert.DoesNotContain(word, text.Replace("\"trust\":\"private\"", "", StringComparison.Ordinal).Replace("\"accepts\":[\"private\"", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch("[0-9a-f]{65}|[A-Za-z0-9+/]{80}", text);
    }

    [Theory(DisplayName = "a file that is no snapshot is refused by name")]
    [InlineData("", "is damaged: The input does not contain any JSON")]
    [InlineData("[]", "is damaged: it is no JSON object")]
    [InlineData("{", "is damaged: ")]
    [InlineData("{}", "has no format_version")]
    [InlineData("""{"format_version":1}""", "format_version is no text")]
    [InlineData("""{"format_version":"2.0"}""", "has format 2.0, and this version reads 1.x")]
    [InlineData("""{"format_version":"one"}""", "its format_version is \"one\"")]
    [InlineData("""{"format_version":"1.0","state":null}""", "a value is null at byte 32")]
    [InlineData("""{"format_version":"1.0"}""", "is damaged: ")]
    [InlineData("""{"format_version":"1.0","a":[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]}""", "is damaged: The maximum configured depth of 16")]
    public async Task No_snapshot(string content, string reason)
    {
        await File.WriteAllTextAsync(Snapshot, content);

        (await _shell.RunAsync("plan", _repository.Path, "--state", Snapshot)).Refuses(3, $"the snapshot {Snapshot} ", reason, "reconciler status --export-snapshot");
    }

    [Fact(DisplayName = "a snapshot larger than the limit is refused naming the limit, before it is read; one that is not there by its name")]
    public async Task Too_large_or_absent()
    {
        (await _shell.RunAsync("status", "--state", Snapshot)).Refuses(3, $"the snapshot {Snapshot} cannot be read");
        await using (var file = File.Create(Snapshot)) file.SetLength(300 << 20);

        (await _shell.RunAsync("status", "--state", Snapshot)).Refuses(3, "has more than 256 MiB");
    }

    private async Task ExportAsync()
    {
        (await _shell.RunAsync("apply", _repository.Path, "--auto-approve")).Ends(0);
        (await _shell.RunAsync("status", _repository.Path, "--export-snapshot", Snapshot)).Ends(0);
        Assert.Single(Directory.GetFiles(_folder.Path));
    }
}
