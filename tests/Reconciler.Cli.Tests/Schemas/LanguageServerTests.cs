using Reconciler.Adapters.Yaml.Schemas;

namespace Reconciler.Cli.Tests.Schemas;

/// <summary>What a person sees in an editor.</summary>
public sealed class LanguageServerTests : IDisposable
{
    private const string Modeline = "# yaml-language-server: $schema=reconciler.schema.json\n";

    private const string Certificate = Modeline + """
        apiVersion: reconciler/v1
        kind: Certificate
        metadata: { name: www }
        spec:
          domains: [www.example.com]
          authority: issuing
          key:
            algorithm: 
          renewBefore: 30d
          
        """;

    private readonly TempFolder _folder = new();

    public LanguageServerTests() => _folder.Write(SchemaWriter.AllKindsFile, SchemaWriter.AllKinds());

    public void Dispose() => _folder.Dispose();

    [SkippableFact(DisplayName = "GIT-02 an editor offers the fields of the kind that are not there yet, and the words of a value, with their descriptions")]
    public async Task Completion()
    {
        using var server = await LanguageServer.StartAsync();
        var file = _folder.Write("a.yaml", Certificate);
        await server.OpenAsync(file, Certificate);
        var fields = await server.CompleteAsync(file, 10, 2);
        Assert.Equal("What becomes of it when its manifest is taken away.", fields["onRemove"]);
        Assert.DoesNotContain("domains", fields.Keys);
        Assert.DoesNotContain("subject", fields.Keys);
        var words = await server.CompleteAsync(file, 8, 15);
        Assert.Equal(["EC_prime256v1", "EC_secp384r1", "RSA_2048"], words.Keys.Order(StringComparer.Ordinal));
        Assert.All(words.Values, description => Assert.Equal("Algorithm and size of the key pair.", description));
    }

    [SkippableFact(DisplayName = "GIT-02 the form that type chooses decides which fields are offered")]
    public async Task Forms()
    {
        using var server = await LanguageServer.StartAsync();
        const string Provider = Modeline + "apiVersion: reconciler/v1\nkind: DnsProvider\nmetadata: { name: dns }\nspec:\n  type: zone-file\n  \n";
        var file = _folder.Write("b.yaml", Provider);
        await server.OpenAsync(file, Provider);
        var fields = await server.CompleteAsync(file, 6, 2);
        Assert.Contains("file", fields.Keys);
        Assert.DoesNotContain("listen", fields.Keys);
    }

    [SkippableFact(DisplayName = "GIT-02 hovering over a field tells its meaning, and a wrong value is underlined")]
    public async Task Hover()
    {
        using var server = await LanguageServer.StartAsync();
        var wrong = Certificate.Replace("30d", "soon", StringComparison.Ordinal).Replace("algorithm: ", "algorithm: RSA_1024", StringComparison.Ordinal);
        var file = _folder.Write("c.yaml", wrong);
        await server.OpenAsync(file, wrong);
        Assert.Contains("How long before its end renewal may start", await server.HoverAsync(file, 9, 4), StringComparison.Ordinal);
        var problems = await server.ProblemsAsync(file);
        Assert.Contains(problems, problem => problem.Contains("EC_prime256v1", StringComparison.Ordinal));
        Assert.Equal(2, problems.Count);
    }

    [SkippableFact(DisplayName = "GIT-02 every document of the examples and of what init writes names its schema, and an editor has nothing to say against it")]
    public async Task Examples()
    {
        using var server = await LanguageServer.StartAsync();
        using var repository = new TempFolder();
        Assert.Equal(0, (await Diagnostics.Validation.ProgramAsync("init", repository.Path)).Code);
        var examples = Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "examples"), "*.yaml", SearchOption.AllDirectories).Where(file => !file.Contains("/.", StringComparison.Ordinal));
        foreach (var file in examples.Concat(Directory.EnumerateFiles(repository.Path, "*.yaml")).Order(StringComparer.Ordinal))
        {
            var text = await File.ReadAllTextAsync(file);
            await server.OpenAsync(file, text);
            Assert.Empty(await server.ProblemsAsync(file));
            var lines = text.Split('\n');
            foreach (var line in Enumerable.Range(0, lines.Length).Where(line => lines[line] == "metadata:"))
                Assert.Contains("Which object the document declares.", await server.HoverAsync(file, line, 2), StringComparison.Ordinal);
        }
    }
}
