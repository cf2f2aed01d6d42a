using System.Text.Json;
using Reconciler.Adapters.Yaml;
using Reconciler.Core.Desired;

namespace Reconciler.Cli.Tests.Schemas;

/// <summary>The schemas as another implementation reads them, held against what the reader says of the same documents.</summary>
public sealed class SchemaCheckTests
{
    /// <summary>Wrong cases that no schema can refuse, with the reason.</summary>
    private static readonly Dictionary<string, string> BeyondSchemas = new(StringComparer.Ordinal)
    {
        ["aliases-too-many"] = "what aliases stand for is all that is left of them",
        ["line-separator-in-comment"] = "comments are not data",
        ["tag"] = "tags are not data",
    };

    private static readonly string Schemas = Path.Combine(RepositoryRoot.Path, "schemas");
    private static readonly string Cases = Path.Combine(RepositoryRoot.Path, "tests", "Reconciler.Adapters.Tests", "Yaml", "cases");

    [SkippableFact(DisplayName = "GIT-02 every example and what init writes satisfy the schemas")]
    public async Task Examples()
    {
        using var folder = new TempFolder();
        Assert.Equal(0, (await Diagnostics.Validation.ProgramAsync("init", folder.Path)).Code);
        string[] files = [.. Manifests(Path.Combine(RepositoryRoot.Path, "examples")), .. Manifests(folder.Path)];
        Assert.True(files.Length > 10);
        Assert.All(Check("reconciler", files), document => Assert.True(document.Problems.Count == 0, document.ToString()));
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Schemas, "reconciler.schema.json")), await File.ReadAllTextAsync(folder.Combine("reconciler.schema.json")));
    }

    [SkippableFact(DisplayName = "GIT-02 what the schema can know of a wrong manifest it refuses, and it refuses nothing that the reader takes")]
    public void WrongCases()
    {
        var found = Check("reconciler", [.. Directory.GetDirectories(Cases).Select(folder => Path.Combine(folder, "input.yaml"))]).ToLookup(document => document.File);
        var passed = new List<string>();
        foreach (var documents in found)
        {
            var reading = Read(documents.Key);
            var declared = reading.Resources.Select(resource => resource.Places.Document.Line).ToHashSet();
            Assert.All(documents.Where(document => declared.Contains(document.Line)), document => Assert.True(document.Problems.Count == 0, document.ToString()));
            if (reading.Diagnostics.Any(diagnostic => diagnostic.IsError) && documents.All(document => document.Problems.Count == 0))
                passed.Add(Path.GetFileName(Path.GetDirectoryName(documents.Key)!));
        }

        Assert.Equal(BeyondSchemas.Keys.Order(StringComparer.Ordinal), passed.Order(StringComparer.Ordinal));
    }

    [SkippableFact(DisplayName = "GIT-02 every schema is one of draft 2020-12 without unknown words")]
    public void Compiles() => Assert.All(
        Directory.EnumerateFiles(Schemas, "*.schema.json").Select(file => Path.GetFileName(file).Split('.')[0]), schema => Assert.Empty(Check(schema, [])));

    [SkippableFact(DisplayName = "GIT-02 the schema of one kind takes documents of that kind alone")]
    public void OneKind()
    {
        string[] files = [.. Manifests(Path.Combine(RepositoryRoot.Path, "examples", "01-quickstart"))];
        foreach (var kind in new[] { "certificateauthority", "certificate", "target", "dnsprovider", "validationmethod" })
        {
            var documents = Check(kind, files);
            Assert.Contains(documents, document => document.Problems.Count == 0);
            Assert.Contains(documents, document => document.Problems.Contains("/kind must be equal to constant"));
        }

        Assert.All(Check("account", files), document => Assert.NotEmpty(document.Problems));
    }

    private static IEnumerable<string> Manifests(string folder) =>
        Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories).Where(file => !file.Contains("/.", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static ManifestReading Read(string file)
    {
        var reader = new YamlManifestReader();
        return reader.Bind(reader.Parse(file, File.ReadAllBytes(file)), new(new Dictionary<string, string> { ["default"] = "local", ["shop"] = "eu-north-1" }));
    }

    private static List<CheckedDocument> Check(string schema, string[] files)
    {
        var run = NodePackages.Run("check.mjs", [Path.Combine(Schemas, $"{schema}.schema.json"), .. files]);
        Assert.True(run.ExitCode == 0, run.All);
        return [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<CheckedDocument>(line, JsonSerializerOptions.Web)!)];
    }

    /// <param name="Line">Where its content begins, from 1.</param>
    private sealed record CheckedDocument(string File, int Line, IReadOnlyList<string> Problems)
    {
        public override string ToString() => $"{File}:{Line}: {string.Join("; ", Problems)}";
    }
}
