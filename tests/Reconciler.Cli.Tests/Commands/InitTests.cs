using System.Runtime.Versioning;
using Reconciler.Cli.Tests.EndToEnd;

namespace Reconciler.Cli.Tests.Commands;

[UnsupportedOSPlatform("windows")]
public sealed class InitTests : IDisposable
{
    private readonly CommandLine _shell = new();
    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        _shell.Dispose();
        _folder.Dispose();
    }

    [Fact(DisplayName = "init writes a repository that validates without a warning, applies, and has nothing to do afterwards")]
    public async Task Writes_a_repository_that_works()
    {
        var repository = _folder.Combine("new");

        (await _shell.RunAsync("init", repository)).Ends(0).Says("account.yaml, authorities.yaml, certificates.yaml", $"reconciler plan {repository}");

        (await _shell.RunAsync("validate", repository)).Ends(0).Says("Checked 3 files, 5 objects: 0 errors, 0 warnings");
        (await _shell.RunAsync("apply", repository, "--auto-approve")).Ends(0).Says("Applied: 3 added");
        PublishedCertificate.Split(Path.Combine(repository, "certs/api")).KeyMatches().HasTightModes();
        (await _shell.RunAsync("plan", repository, "--detailed-exitcode")).Ends(0).Says("No changes.");
    }

    [Fact(DisplayName = "init overwrites nothing: it says which file is there and writes none")]
    public async Task Overwrites_nothing()
    {
        var mine = _folder.Write("authorities.yaml", "mine");

        (await _shell.RunAsync("init", _folder.Path)).Refuses(3, mine, "nothing was written");

        Assert.Equal(mine, Assert.Single(Directory.GetFileSystemEntries(_folder.Path)));
        Assert.Equal("mine", await File.ReadAllTextAsync(mine));
    }

    [Fact(DisplayName = "every repository that init writes has a salt of its own")]
    public async Task Own_salt()
    {
        (await _shell.RunAsync("init", _folder.Combine("a"))).Ends(0);
        (await _shell.RunAsync("init", _folder.Combine("b"))).Ends(0);

        Assert.NotEqual(await File.ReadAllTextAsync(_folder.Combine("a", "account.yaml")), await File.ReadAllTextAsync(_folder.Combine("b", "account.yaml")));
    }

    [Fact(DisplayName = "init into a place that cannot be a folder is refused by name")]
    public async Task Not_a_folder()
    {
        var file = _folder.Write("file", "");

        (await _shell.RunAsync("init", Path.Combine(file, "sub"))).Refuses(1, "cannot be written");
    }
}
