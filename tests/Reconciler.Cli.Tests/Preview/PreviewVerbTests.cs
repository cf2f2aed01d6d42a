namespace Reconciler.Cli.Tests.Preview;

public sealed class PreviewVerbTests
{
    [Theory(DisplayName = "GIT-07 posting to a forge is refused by name")]
    [InlineData("github")]
    [InlineData("gitlab")]
    [InlineData("gitea")]
    public async Task Forges_are_refused(string forge)
    {
        using var repository = PreviewCase.Open("new");
        var refused = await repository.PreviewAsync("--comment", forge);
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains($"--comment {forge}: posting to a forge is not available", refused.Errors, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "GIT-07 a base that is no valid configuration is named, and why")]
    public async Task A_broken_base_is_named()
    {
        using var repository = PreviewCase.Open("invalid-head");
        var fixing = await CapturedProgram.RunAsync("preview", repository.Path, "--base", repository.Head, "--head", repository.Base);
        Assert.Equal(3, fixing.ExitCode);
        Assert.Contains("The base is no valid configuration", fixing.Output, StringComparison.Ordinal);
        Assert.Contains("C014", fixing.Output, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "GIT-07 a preview from a state shows what an apply of the head would do there, and touches nothing")]
    public async Task A_state_can_be_named()
    {
        using var repository = PreviewCase.Open("replace-by-names");
        using var folder = new TempFolder();
        var state = folder.Combine("state");
        var applied = await CapturedProgram.RunAsync("apply", repository.Path, "--ref", repository.Base, "--auto-approve", "--state", state);
        Assert.True(applied.ExitCode == 0, applied.Errors);
        var before = await CapturedProgram.RunAsync("status", repository.Path, "--state", state);
        var preview = await repository.PreviewAsync("--state", state);
        Assert.Equal(0, preview.ExitCode);
        Assert.Contains("### reconciler: 1 to replace, 1 to change", preview.Output, StringComparison.Ordinal);
        var fromCommits = await repository.PreviewAsync();
        Assert.Equal(DigestOf(fromCommits), DigestOf(preview));
        Assert.Equal(before, await CapturedProgram.RunAsync("status", repository.Path, "--state", state));
    }

    [Fact(DisplayName = "GIT-07 the comment, its JSON and its file are written in one run")]
    public async Task Files_are_written_too()
    {
        using var repository = PreviewCase.Open("new");
        using var folder = new TempFolder();
        var run = await repository.PreviewAsync("--out-md", folder.Combine("comment.md"), "--out-json", folder.Combine("plan.json"));
        Assert.Equal(run.Output, await File.ReadAllTextAsync(folder.Combine("comment.md")));
        Assert.StartsWith("{", await File.ReadAllTextAsync(folder.Combine("plan.json")), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "GIT-07 a bare repository gives the same preview")]
    public async Task A_bare_repository_gives_the_same()
    {
        using var repository = PreviewCase.Open("replace-by-key");
        var bare = await CapturedProgram.RunAsync("preview", Path.Combine(repository.Path, ".git"), "--base", repository.Base, "--head", repository.Head);
        Assert.Equal(await repository.PreviewAsync(), bare);
    }

    private static string DigestOf(Captured run) => run.Output.Split(' ').First(word => word.StartsWith("digest=", StringComparison.Ordinal));
}
