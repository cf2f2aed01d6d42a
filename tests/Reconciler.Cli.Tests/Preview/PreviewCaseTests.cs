using System.Globalization;
using Reconciler.Core.Reporting;
using Snapshooter;
using Snapshooter.Xunit;

namespace Reconciler.Cli.Tests.Preview;

/// <summary>Every folder below <c>Cases</c> in every form of output, compared with snapshots; and what holds for all of them.</summary>
public sealed class PreviewCaseTests
{
    public static TheoryData<string> Cases => PreviewCase.Names;

    [Theory(DisplayName = "GIT-07 a preview shows what merging changes, in every form")]
    [MemberData(nameof(Cases))]
    public async Task A_case_looks_like_its_snapshots(string name)
    {
        using var repository = PreviewCase.Open(name);
        var clock = DateTimeOffset.Parse("2026-01-15T12:02:00Z", CultureInfo.InvariantCulture);
        (string Form, Captured Run)[] runs =
        [
            ("comment.md", await repository.PreviewAsync()),
            ("txt", await repository.PreviewAsync("--format", "text")),
            ("color.txt", await repository.PreviewAsync("--format", "text", "--color", "always")),
            ("json", await repository.PreviewAsync("--format", "json")),
            ("plan.md", await CapturedProgram.RunAsync(clock, "plan", repository.Path, "--ref", repository.Head, "--state", "none", "--offline", "--format", "markdown")),
        ];
        Assert.Multiple([.. runs.Select<(string Form, Captured Run), Action>(run => () => Match(run.Run, name, run.Form))]);
    }

    [Theory(DisplayName = "GIT-03 the same commits give the same bytes, however they are named and wherever they lie")]
    [MemberData(nameof(Cases))]
    public async Task A_preview_is_the_same_each_time(string name)
    {
        using var repository = PreviewCase.Open(name);
        using var other = PreviewCase.Open(name);
        var first = await repository.PreviewAsync();
        var again = await CapturedProgram.RunAsync(ManualTime.Start.AddYears(3), "preview", other.Path, "--base", "main~1", "--head", "main");
        Assert.Equal(first, again);
    }

    [Theory(DisplayName = "GIT-03 how manifests are written does not matter: order, files, indentation, quotes, comments, flow or block")]
    [MemberData(nameof(Cases))]
    public async Task Formatting_does_not_matter(string name)
    {
        using var repository = PreviewCase.Open(name);
        var first = await repository.PreviewAsync();
        foreach (var rewrite in RewrittenYaml.All)
        {
            using var rewritten = PreviewCase.Open(name, rewrite);
            var second = await rewritten.PreviewAsync();
            Assert.Equal((first.ExitCode, DigestOf(first)), (second.ExitCode, DigestOf(second)));
        }
    }

    [Theory(DisplayName = "GIT-03 what is applied already is no change")]
    [MemberData(nameof(Cases))]
    public async Task The_base_against_itself_is_empty(string name)
    {
        using var repository = PreviewCase.Open(name);
        if (name == "from-nothing") return;
        var itself = await CapturedProgram.RunAsync("preview", repository.Path, "--base", repository.Base, "--head", repository.Base);
        Assert.Equal(0, itself.ExitCode);
        Assert.Contains("`No changes. digest ", itself.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Waiting", itself.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("[!", itself.Output, StringComparison.Ordinal);
    }

    [Theory(DisplayName = "GIT-07 a comment begins with its marker and never exceeds the limit of a forge")]
    [MemberData(nameof(Cases))]
    public async Task A_comment_begins_with_its_marker(string name)
    {
        using var repository = PreviewCase.Open(name);
        var comment = (await repository.PreviewAsync()).Output;
        Assert.Matches(
            $"^{PreviewMarkdown.Marker} digest=(none|sha256:[0-9a-f]{{64}}) base={repository.Base} head={repository.Head} truncated=false -->\n### reconciler: ", comment);
        Assert.True(comment.Length <= PlanMarkdown.CommentLimit);
    }

    private static string DigestOf(Captured run) => run.Output.Split(' ').First(word => word.StartsWith("digest=", StringComparison.Ordinal));

    private static void Match(Captured run, string name, string form) =>
        Snapshot.Match($"{run.Output.Replace("\u001b", "\\e", StringComparison.Ordinal)}exit code {run.ExitCode}\n", SnapshotNameExtension.Create(name, form));
}
