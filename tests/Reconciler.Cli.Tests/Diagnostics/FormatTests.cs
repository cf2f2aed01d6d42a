using System.Text.Json;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Reporting;

namespace Reconciler.Cli.Tests.Diagnostics;

/// <summary>What a check found, for programs.</summary>
public sealed class FormatTests
{
    private static readonly string Twice = Path.Combine(RepositoryCaseTests.Folder, "declared-twice-in-two-files");
    private static readonly string Warned = Path.Combine(RepositoryCaseTests.Folder, "warning-twin-missing");

    private static readonly Diagnostic Odd = new(
        new("C999", Severity.Error, "a, b: c", "Explained."), "100 % wrong\r\n::warning::more", new("pki/100% a,b:c.yaml", 3, 5), 4, "do\nthis", [new(new("x y.yaml", 1, 2), "there")]);

    private static readonly Diagnostic Mild = new(new("C198", Severity.Warning, "mild", "Explained."), "mild", new("a.yaml", 1, 1));

    [Fact(DisplayName = "GIT-01 validate --format json tells version, counts and every diagnostic with its places")]
    public async Task Json()
    {
        var (code, text) = await Validation.RunAsync(Twice, "--format", "json");
        Assert.Equal(3, code);
        using var document = JsonDocument.Parse(text);
        var root = document.RootElement;
        Assert.Equal("1.0", root.GetProperty("format_version").GetString());
        Assert.Equal((2, 5, 1, 0), (Number(root, "files"), Number(root, "objects"), Number(root, "errors"), Number(root, "warnings")));
        var found = Assert.Single(root.GetProperty("diagnostics").EnumerateArray());
        Assert.Equal(("C062", "error", "b/again.yaml", 10), (Text(found, "code"), Text(found, "severity"), Text(found, "file"), Number(found, "line")));
        var related = Assert.Single(found.GetProperty("related").EnumerateArray());
        Assert.Equal(("a.yaml", "first declared here"), (Text(related, "file"), Text(related, "note")));
    }

    [Fact(DisplayName = "GIT-01 validate --format sarif is SARIF 2.1.0: each result names its rule, and paths are relative URIs")]
    public async Task Sarif()
    {
        var (code, text) = await Validation.RunAsync(Twice, "--format", "sarif");
        Assert.Equal(3, code);
        using var document = JsonDocument.Parse(text);
        Assert.Equal("2.1.0", Text(document.RootElement, "version"));
        var run = Assert.Single(document.RootElement.GetProperty("runs").EnumerateArray());
        var rule = Assert.Single(run.GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray());
        Assert.Equal("C062", Text(rule, "id"));
        var result = Assert.Single(run.GetProperty("results").EnumerateArray());
        Assert.Equal(("C062", 0, "error"), (Text(result, "ruleId"), Number(result, "ruleIndex"), Text(result, "level")));
        Assert.Equal("b/again.yaml", Text(Place(result, "locations").GetProperty("artifactLocation"), "uri"));
        Assert.Equal("a.yaml", Text(Place(result, "relatedLocations").GetProperty("artifactLocation"), "uri"));
    }

    [Fact(DisplayName = "SARIF percent-encodes paths and puts the checkout's folder in front of them")]
    public void SarifPaths()
    {
        using var document = JsonDocument.Parse(new DiagnosticSarif("1.2.3", "config/prod/").Render([Odd]));
        var result = document.RootElement.GetProperty("runs")[0].GetProperty("results")[0];
        var place = Place(result, "locations");
        Assert.Equal("config/prod/pki/100%25%20a%2Cb%3Ac.yaml", Text(place.GetProperty("artifactLocation"), "uri"));
        Assert.Equal((3, 5, 9), (Number(place.GetProperty("region"), "startLine"), Number(place.GetProperty("region"), "startColumn"), Number(place.GetProperty("region"), "endColumn")));
    }

    [Fact(DisplayName = "GIT-01 GitHub annotations: errors first, and no text can begin a command of its own")]
    public void Github() => Assert.Equal(
        "::error file=config/pki/100%25 a%2Cb%3Ac.yaml,line=3,col=5,endColumn=9,title=C999 a%2C b%3A c::100 %25 wrong%0D%0A::warning::more%0Ado%0Athis%0Athere: config/x y.yaml:1:2\n"
        + "::warning file=config/a.yaml,line=1,col=1,title=C198 mild::mild\n",
        new DiagnosticGithub("config/").Render([Mild, Odd]));

    [Fact(DisplayName = "validate --format github ends with the summary")]
    public async Task GithubOfRepository()
    {
        var (code, text) = await Validation.RunAsync(Warned, "--format", "github");
        Assert.Equal(0, code);
        Assert.StartsWith("::warning file=", text, StringComparison.Ordinal);
        Assert.EndsWith("Checked 1 file, 4 objects: 0 errors, 2 warnings\n", text, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "--warnings-as-errors ends 3 where there are warnings, and only there")]
    public async Task WarningsAsErrors()
    {
        Assert.Equal(3, (await Validation.RunAsync(Warned, "--warnings-as-errors")).Code);
        Assert.Equal(0, (await Validation.RunAsync(Path.Combine(RepositoryCaseTests.Folder, "ignored-files-are-not-read"), "--warnings-as-errors")).Code);
    }

    [Fact(DisplayName = "the forms of a check are no forms of a plan")]
    public async Task OtherVerbs()
    {
        var (code, text) = await Validation.ProgramAsync("plan", Warned, "--state", "none", "--format", "sarif");
        Assert.Equal(3, code);
        Assert.Contains("\"sarif\" is no value of --format", text, StringComparison.Ordinal);
    }

    private static JsonElement Place(JsonElement result, string name) => Assert.Single(result.GetProperty(name).EnumerateArray()).GetProperty("physicalLocation");

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
