using System.Text.Json;
using Reconciler.Cli.Tests.Preview;

namespace Reconciler.Cli.Tests.Snapshots;

/// <summary>What holds for the snapshot of any state.</summary>
public sealed class SnapshotLawTests
{
    private static readonly SchemaCheck Schema = new(JsonDocument.Parse(File.ReadAllText(Path.Combine(RepositoryRoot.Path, "schemas", "snapshot.schema.json"))).RootElement);

    public static TheoryData<string> Cases =>
        [.. Directory.GetDirectories(PreviewCase.Folder).Select(path => Path.GetFileName(path)).Where(name => name != "invalid-head").Order(StringComparer.Ordinal)];

    [Theory(DisplayName = "GIT-03 the plan from a snapshot is the offline plan from the state, byte for byte, now and later")]
    [MemberData(nameof(Cases))]
    public async Task The_plan_is_the_same(string name)
    {
        using var applied = await AppliedCase.ApplyAsync(name);
        foreach (var days in (int[])[0, 40, 380])
        {
            var now = ManualTime.Start.AddDays(days);
            var fromState = await applied.PlanAsync(applied.State, now, "--offline", "--format", "json");
            Assert.NotEmpty(fromState.Output);
            Assert.Equal(fromState, await applied.PlanAsync(applied.Snapshot, now, "--format", "json"));
        }
    }

    [Theory(DisplayName = "GIT-07 the preview from a snapshot is the preview from the state")]
    [MemberData(nameof(Cases))]
    public async Task The_preview_is_the_same(string name)
    {
        using var applied = await AppliedCase.ApplyAsync(name);
        Task<Captured> Preview(string state) => CapturedProgram.RunAsync("preview", applied.Repository, "--base", applied.Base, "--head", applied.Head, "--state", state);
        Assert.Equal(await Preview(applied.State), await Preview(applied.Snapshot));
    }

    [Theory(DisplayName = "the same state gives the same snapshot, and so does the snapshot itself; it conforms to its schema")]
    [MemberData(nameof(Cases))]
    public async Task The_bytes_are_the_same(string name)
    {
        using var applied = await AppliedCase.ApplyAsync(name);
        var first = await File.ReadAllTextAsync(applied.Snapshot);
        foreach (var state in (string[])[applied.State, applied.Snapshot])
            Assert.Equal(first, (await CapturedProgram.RunAsync("status", applied.Repository, "--state", state, "--export-snapshot", "-")).Output);
        using var document = JsonDocument.Parse(first);
        Assert.Empty(Schema.Violations(document.RootElement));
    }
}
