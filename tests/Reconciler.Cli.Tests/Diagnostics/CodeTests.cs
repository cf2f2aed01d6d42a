using System.Text.RegularExpressions;
using Reconciler.Adapters.Yaml;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Planning;

namespace Reconciler.Cli.Tests.Diagnostics;

/// <summary>Codes are what people search for: each means one thing, is explained, and is shown by a case.</summary>
public sealed partial class CodeTests
{
    private static readonly IReadOnlyList<DiagnosticCode> Codes = DiagnosticCodes.In(typeof(Planner).Assembly, typeof(YamlManifestReader).Assembly);

    [Fact(DisplayName = "every code is unique and documented")]
    public void Documented()
    {
        Assert.Equal(Codes.Select(code => code.Id).Distinct(), Codes.Select(code => code.Id));
        Assert.Equal(Codes.Select(code => code.Title).Distinct(), Codes.Select(code => code.Title));
        Assert.All(Codes, code =>
        {
            Assert.Matches("^C[0-9]{3}$", code.Id);
            Assert.DoesNotMatch(@"[.\n]$", code.Title);
            Assert.EndsWith(".", code.Explanation, StringComparison.Ordinal);
            Assert.True(code.Explanation.Length > code.Title.Length, code.Id);
        });
    }

    [Fact(DisplayName = "every code is reached: by a case's snapshot or by the test of its rule")]
    public void Reached()
    {
        var tests = Path.Combine(RepositoryRoot.Path, "tests");
        var named = Directory.EnumerateFiles(tests, "*.*", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("__mismatch__", StringComparison.Ordinal))
            .Where(file => file.EndsWith(".snap", StringComparison.Ordinal) || file.EndsWith("Tests.cs", StringComparison.Ordinal))
            .SelectMany(file => CodeForm().Matches(File.ReadAllText(file)).Select(match => match.Value))
            .ToHashSet(StringComparer.Ordinal);
        Assert.Equal([], Codes.Select(code => code.Id).Where(id => !named.Contains(id)));
    }

    [Fact(DisplayName = "explain tells title and reason of every code")]
    public async Task Explained()
    {
        foreach (var code in Codes)
        {
            var (ended, text) = await Validation.ProgramAsync("explain", code.Id);
            Assert.Equal((0, $"{code.Id}: {code.Title}\n\n{code.Explanation}\n"), (ended, text));
        }
    }

    [GeneratedRegex(@"\bC[0-9]{3}\b")]
    private static partial Regex CodeForm();
}
