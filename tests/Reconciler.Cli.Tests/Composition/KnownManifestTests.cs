using System.Globalization;
using System.Runtime.Versioning;
using Reconciler.Cli.Tests.EndToEnd;
using Reconciler.Testing.Git;

namespace Reconciler.Cli.Tests.Composition;

/// <summary>The cost of reading follows what changed.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class KnownManifestTests : IDisposable
{
    private const int Files = 1000;

    private readonly CommandLine _shell = new();
    private readonly TempGitRepository _repository = new();

    public KnownManifestTests()
    {
        for (var i = 0; i < Files; i++) Declare(i, "out");
        _repository.Commit("Start");
    }

    public void Dispose()
    {
        _shell.Dispose();
        _repository.Dispose();
    }

    [Fact(DisplayName = "after a commit that touches 10 of 1 000 files, 10 manifests are parsed, and --verbose says so")]
    public async Task Parses_what_changed()
    {
        Assert.Equal("parsed 1000 of 1000 manifests", await EffortAsync());
        for (var i = 0; i < 10; i++) Declare(i * 97, "elsewhere");
        _repository.Commit("Move ten");
        Assert.Equal("parsed 10 of 1000 manifests, the rest were known", await EffortAsync());
        Assert.Equal("parsed 0 of 1000 manifests, the rest were known", await EffortAsync());
    }

    [Fact(DisplayName = "without --verbose nothing is said of it")]
    public async Task Is_silent_otherwise() =>
        Assert.Empty((await _shell.RunAsync("validate", _repository.Path, "--ref", "main")).Ends(0).Error);

    private async Task<string> EffortAsync() => (await _shell.RunAsync("validate", _repository.Path, "--ref", "main", "--verbose")).Ends(0).Error.TrimEnd('\n');

    private void Declare(int number, string directory) => _repository.Write(string.Create(CultureInfo.InvariantCulture, $"targets/{number:0000}.yaml"), $$"""
        apiVersion: reconciler/v1
        kind: Target
        metadata: { name: t{{number}} }
        spec: { type: files, files: { directory: {{directory}}/{{number}} } }

        """);
}
