using Reconciler.Adapters.Yaml.Schemas;

namespace Reconciler.Cli.Tests.Schemas;

public sealed class SchemaVerbTests
{
    [Fact(DisplayName = "GIT-02 schema prints the schema of all kinds, or of one")]
    public async Task Prints()
    {
        Assert.Equal((0, SchemaWriter.AllKinds()), await Diagnostics.Validation.ProgramAsync("schema"));
        Assert.Equal((0, SchemaWriter.OfKind("Target")!), await Diagnostics.Validation.ProgramAsync("schema", "Target"));
        var (code, text) = await Diagnostics.Validation.ProgramAsync("schema", "target");
        Assert.Equal(3, code);
        Assert.Contains("\"target\" is no kind", text, StringComparison.Ordinal);
    }
}
