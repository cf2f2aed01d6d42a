using Reconciler.Adapters.Yaml.Schemas;
using Reconciler.Testing;

namespace Reconciler.Adapters.Tests.Yaml.Schemas;

/// <summary>The folder <c>schemas/</c> is written by the program. <c>RECONCILER_UPDATE=1</c> writes it anew.</summary>
public sealed class SchemaFilesTests
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "schemas");

    [Fact(DisplayName = "GIT-02 the schemas and the field reference are what the reader's definitions say")]
    public void Written()
    {
        var files = SchemaWriter.Files();
        if (Environment.GetEnvironmentVariable("RECONCILER_UPDATE") == "1")
        {
            Directory.CreateDirectory(Folder);
            foreach (var (file, text) in files) File.WriteAllText(Path.Combine(Folder, file), text);
        }

        foreach (var (file, text) in files) Assert.True(Read(file) == text, $"schemas/{file} is not what the reader reads; run this test with RECONCILER_UPDATE=1 and look at the difference");
    }

    private static string? Read(string file) => File.Exists(Path.Combine(Folder, file)) ? File.ReadAllText(Path.Combine(Folder, file)) : null;
}
