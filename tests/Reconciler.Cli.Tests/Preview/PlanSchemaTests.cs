using System.Text.Json;

namespace Reconciler.Cli.Tests.Preview;

public sealed class PlanSchemaTests
{
    private static readonly SchemaCheck Schema = Read("plan.schema.json");
    private static readonly SchemaCheck Diagnostics = Read("diagnostics.schema.json");

    public static TheoryData<string> Cases => PreviewCase.Names;

    [Theory(DisplayName = "GIT-04 plans in JSON and saved plans conform to their schema")]
    [MemberData(nameof(Cases))]
    public async Task A_plan_conforms(string name)
    {
        using var repository = PreviewCase.Open(name);
        var preview = await repository.PreviewAsync("--format", "json");
        if (name == "invalid-head")
        {
            using var diagnostics = JsonDocument.Parse(preview.Output);
            Assert.Empty(Diagnostics.Violations(diagnostics.RootElement));
            return;
        }

        using var folder = new TempFolder();
        var run = await CapturedProgram.RunAsync("plan", repository.Path, "--state", "none", "--offline", "--out", folder.Combine("plan.json"));
        Assert.Equal(0, run.ExitCode);
        foreach (var json in (string[])[preview.Output, await File.ReadAllTextAsync(folder.Combine("plan.json"))])
        {
            using var document = JsonDocument.Parse(json);
            Assert.Empty(Schema.Violations(document.RootElement));
        }
    }

    [Theory(DisplayName = "the schema of plans refuses what is no plan")]
    [InlineData("""{"format_version":"2.0"}""", "/format_version does not match")]
    [InlineData("""{"changes":[{"id":"nothing"}]}""", "/changes/0/id does not match")]
    [InlineData("""{"changes":[{"verb":"destroy"}]}""", "/changes/0/verb is none of")]
    [InlineData("""{"waiting":[{"after":{"key":{"bits":1}}}]}""", "/waiting/0/after/key fits no choice")]
    [InlineData("""{"summary":{"add":-1}}""", "/summary/add is below 0")]
    public void The_schema_refuses_others(string json, string violation)
    {
        using var document = JsonDocument.Parse(json);
        Assert.Contains(Schema.Violations(document.RootElement), found => found.StartsWith(violation, StringComparison.Ordinal));
    }

    private static SchemaCheck Read(string file) => new(JsonDocument.Parse(File.ReadAllText(Path.Combine(RepositoryRoot.Path, "schemas", file))).RootElement);
}
