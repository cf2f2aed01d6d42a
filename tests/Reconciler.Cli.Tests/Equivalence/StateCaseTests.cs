using System.Text;
using System.Text.RegularExpressions;
using Reconciler.Cli.Tests.Preview;
using Snapshooter;
using Snapshooter.Xunit;

namespace Reconciler.Cli.Tests.Equivalence;

/// <summary>Every case with a state: what is planned, shown in every form, what apply does, and the laws that hold for all.</summary>
public sealed partial class StateCaseTests
{
    public static TheoryData<string> Cases => StateCase.Names;

    [Fact(DisplayName = "GIT-03 there are at least 25 equivalence cases")]
    public void Many_cases() => Assert.True(Cases.Count >= 25);

    [Theory(DisplayName = "GIT-03 a case from its state: the plan in every form, apply, and the empty plan after it")]
    [MemberData(nameof(Cases))]
    public async Task A_case_is_told_and_settles(string name)
    {
        using var lived = await StateCase.OpenAsync(name);
        var story = new StringBuilder();
        await TellAsync(lived, story, "plan", "--detailed-exitcode");
        await TellAsync(lived, story, "plan", "--color", "always");
        await TellAsync(lived, story, "plan", "--format", "json");
        await TellAsync(lived, story, "plan", "--format", "markdown");
        var applied = await TellAsync(lived, story, "apply", "--auto-approve", "--quiet");
        var after = await TellAsync(lived, story, "plan", "--detailed-exitcode");
        Snapshot.Match(Steady(story.ToString()), SnapshotNameExtension.Create(name));
        Settled(lived, applied, after);
    }

    [Theory(DisplayName = "GIT-03 planning twice gives the same bytes")]
    [MemberData(nameof(Cases))]
    public async Task A_plan_is_the_same_each_time(string name)
    {
        using var lived = await StateCase.OpenAsync(name);
        foreach (var format in (string[])["text", "json", "markdown"])
            Assert.Equal(await lived.RunAsync("plan", "--format", format), await lived.RunAsync("plan", "--format", format));
    }

    private static void Settled(StateCase lived, Captured applied, Captured after)
    {
        if (lived.RefusedWith is { } code)
        {
            Assert.Equal((code, code), (applied.ExitCode, after.ExitCode));
            return;
        }

        Assert.True(applied.ExitCode == 0, applied.Output + applied.Errors);
        Assert.True(after.ExitCode == 0, after.Output);
        Assert.Matches(lived.Waits ? @"(?m)^No changes\. \d+ waiting\. digest " : @"(?m)^No changes\. digest ", after.Output);
    }

    private static async Task<Captured> TellAsync(StateCase lived, StringBuilder story, string verb, params string[] options)
    {
        var run = await lived.RunAsync(verb, options);
        var output = run.Output.Replace("\u001b", "\\e", StringComparison.Ordinal).Replace(lived.Path, "<repository>", StringComparison.Ordinal);
        story.Append($"$ reconciler {verb} {string.Join(' ', options)}\n{output}{run.Errors}exit code {run.ExitCode}\n\n");
        return run;
    }

    /// <summary>What is drawn at random or follows from it: serials, lineages, the spread of renewals and of tries.</summary>
    private static string Steady(string text) =>
        Later().Replace(Spread().Replace(Lineage().Replace(Serial().Replace(text, "<serial>"), "<lineage>"), "<instant>"), "<instant>");

    [GeneratedRegex(@"\b[0-9a-f]{36}\b")]
    private static partial Regex Serial();

    [GeneratedRegex(@"(?<=lineage"": "")[0-9a-f]{32}")]
    private static partial Regex Lineage();

    [GeneratedRegex(@"(?<=renewal is due since |""at"": ""|next try |""next_try"": "")[0-9T:Z-]{20}( \([^)]*\))?")]
    private static partial Regex Spread();

    [GeneratedRegex(@"[0-9T:Z-]{20} \([^)]*\)(?= {1,2}(<code>)?certificate/)")]
    private static partial Regex Later();
}
