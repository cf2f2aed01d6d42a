using System.Runtime.Versioning;

namespace Reconciler.Cli.Tests.EndToEnd;

/// <summary>Files for an owner, written by a user who is not root.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class OtherUserTests : IDisposable
{
    private readonly CommandLine _shell = new();
    private readonly SmallRepository _repository = new();

    public void Dispose()
    {
        _shell.Dispose();
        _repository.Dispose();
    }

    [SkippableFact(DisplayName = "TGT-01 A user who is not root writes files of its own; what it may not give to another owner fails by name, leaves no key behind and does not stop the rest")]
    public void Not_root()
    {
        ReadOnlyStateTests.RequireOtherUser();
        Target("mine", "certs-mine", "");
        Target("given", "certs-given", ", owner: root");
        PutOn("www", "mine");
        PutOn("api", "given");
        Assert.Equal(0, ExternalPrograms.Run("chown", ["-R", "65534:65534", Path.GetDirectoryName(_repository.Path)!, _shell.Home]).ExitCode);

        var applied = AsNobody("apply", _repository.Path, "--auto-approve");

        applied.Ends(7);
        Assert.True(applied.All.Contains("api@given", StringComparison.Ordinal), applied.All);
        Assert.Contains("set the owner of", applied.All, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_repository.Combine("certs-mine/www/privkey.pem")));
        Assert.Equal("65534", ExternalPrograms.Run("stat", ["-L", "-c", "%u", _repository.Combine("certs-mine/www/privkey.pem")]).Output.Trim());
        var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 };
        Assert.DoesNotContain(Directory.EnumerateFiles(_repository.Path, "privkey.pem*", all), file => file.Contains("certs-given", StringComparison.Ordinal));

        Target("given", "certs-given", ", owner: nobody");
        AsNobody("apply", _repository.Path, "--auto-approve").Ends(0);
        Assert.True(File.Exists(_repository.Combine("certs-given/api/privkey.pem")));
        AsNobody("plan", _repository.Path).Ends(0).Says("No changes.");
    }

    [SkippableFact(DisplayName = "TGT-01 An owner who is not there is named with the target, nothing is written, and the certificate is kept for when there is one")]
    public async Task Nobody_there()
    {
        Target("files", "certs", ", owner: not-a-user-here");
        var failed = await _shell.RunAsync("apply", _repository.Path, "--auto-approve");
        failed.Ends(7);
        Assert.Contains("there is no user not-a-user-here", failed.All, StringComparison.Ordinal);
        Assert.False(File.Exists(_repository.Combine("certs/www/privkey.pem")));

        Target("files", "certs", "");
        (await _shell.RunAsync("apply", _repository.Path, "--auto-approve")).Ends(0).Says("Applied: 0 added");
        Assert.True(File.Exists(_repository.Combine("certs/www/privkey.pem")));
    }

    private void PutOn(string certificate, string target)
    {
        var file = _repository.Combine($"certs.d/{certificate}.yaml");
        File.WriteAllText(file, File.ReadAllText(file).Replace("[files]", $"[{target}]", StringComparison.Ordinal));
    }

    private void Target(string name, string directory, string more)
    {
        var text = $$"""
            apiVersion: reconciler/v1
            kind: Target
            metadata: { name: {{name}} }
            spec: { type: files, files: { directory: {{directory}}{{more}} } }
            """;
        if (name != "files")
        {
            _repository.Write($"target-{name}.yaml", text);
            return;
        }

        var documents = File.ReadAllText(_repository.Combine("base.yaml")).Split("---\n");
        _repository.Write("base.yaml", string.Join("---\n", [.. documents[..2], text + "\n"]));
    }

    private CommandRun AsNobody(params string[] arguments) => ReadOnlyStateTests.AsNobody(_shell, arguments);
}
