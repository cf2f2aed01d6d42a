using System.Text.Json;
using Reconciler.Cli.Tests.EndToEnd;
using Reconciler.Cli.Tests.Examples;

namespace Reconciler.Cli.Tests.Commands;

public sealed class PlanOutputTests : IDisposable
{
    private const char Escape = '\u001b';

    private readonly CommandLine _shell = new();
    private readonly ExampleCopy _example = new("01-quickstart");

    public void Dispose()
    {
        _shell.Dispose();
        _example.Dispose();
    }

    [Fact(DisplayName = "GIT-03 a plan as JSON says of every change what, why and where, and what it requires; text and JSON have one digest")]
    public async Task Json()
    {
        var text = (await _shell.RunAsync("plan", _example.Path)).Ends(0);
        var plan = (await _shell.RunAsync("plan", _example.Path, "--format", "json")).Ends(0).Json();

        Assert.Equal("1.0", plan.GetProperty("format_version").GetString());
        Assert.Equal(text.Digest, plan.GetProperty("digest").GetString());
        var changes = plan.GetProperty("changes").EnumerateArray().ToList();
        Assert.Equal(11, changes.Count);
        Assert.All(changes, IsWhole);
        var keys = changes.Select(change => $"{change.GetProperty("id").GetString()}#{change.GetProperty("verb").GetString()}").ToHashSet();
        Assert.All(changes.SelectMany(change => change.GetProperty("requires").EnumerateArray()), key => Assert.Contains(key.GetString()!, keys));
        var www = changes.Single(change => change.GetProperty("id").GetString() == "default/local/certificate/www");
        Assert.Equal("issue", www.GetProperty("verb").GetString());
        Assert.Equal("create_new", www.GetProperty("reason").GetString());
        Assert.Equal("certificates.yaml", www.GetProperty("origin").GetProperty("file").GetString());
        Assert.Equal("395d", www.GetProperty("after").GetProperty("validity").GetString());
        Assert.Equal(3, www.GetProperty("requires").GetArrayLength());
        Assert.Equal(6, plan.GetProperty("summary").GetProperty("add").GetInt32());

        static void IsWhole(JsonElement change)
        {
            foreach (var field in new[] { "id", "actions", "verb", "reason", "origin", "before", "after", "after_unknown", "requires", "irreversible" })
                Assert.True(change.TryGetProperty(field, out _), $"{field} is missing in {change}");
            foreach (var field in new[] { "file", "line", "column" }) Assert.True(change.GetProperty("origin").TryGetProperty(field, out _));
        }
    }

    [Fact(DisplayName = "--out-json writes the same JSON to a file beside the text")]
    public async Task Out_json()
    {
        using var folder = new TempFolder();
        var file = folder.Combine("plan.json");

        var text = (await _shell.RunAsync("plan", _example.Path, "--out-json", file)).Ends(0).Says("Plan: 6 to add");

        using var written = JsonDocument.Parse(await File.ReadAllBytesAsync(file));
        Assert.Equal(text.Digest, written.RootElement.GetProperty("digest").GetString());
        (await _shell.RunAsync("plan", _example.Path, "--out-json", folder.Combine("no", "such", "folder.json"))).Refuses(1, "cannot be written");
    }

    [Fact(DisplayName = "what is piped holds no escape byte; --color always colours, whatever NO_COLOR says, and NO_COLOR stills auto")]
    public async Task Colour()
    {
        var plain = (await _shell.RunAsync("plan", _example.Path)).Ends(0);
        Assert.DoesNotContain(Escape, plain.All);
        var coloured = (await _shell.RunAsync("plan", _example.Path, "--color", "always")).Ends(0);
        Assert.Contains(Escape, coloured.Out);
        _shell.Environment["NO_COLOR"] = "1";
        Assert.DoesNotContain(Escape, (await _shell.RunAsync("plan", _example.Path)).Ends(0).All);
        Assert.Contains(Escape, (await _shell.RunAsync("plan", _example.Path, "--color", "always")).Ends(0).Out);

        _example.Edit("certificates.yaml", "authority: shop-internal", "authority: nobody");
        Assert.DoesNotContain(Escape, (await _shell.RunAsync("validate", _example.Path)).Ends(3).All);
    }

    [Fact(DisplayName = "options stand before and after the verb, and as environment variables that the command line overrules")]
    public async Task Options()
    {
        using var folder = new TempFolder();
        var (one, two) = (folder.Combine("one"), folder.Combine("two"));

        (await _shell.RunAsync("--state", one, "--quiet", "apply", _example.Path, "--auto-approve")).Ends(0);
        Assert.True(File.Exists(Path.Combine(one, "state.db")));
        (await _shell.RunAsync("status", _example.Path, "--state", one)).Ends(0).Says("6 objects");

        _shell.Environment["RECONCILER_STATE"] = one;
        (await _shell.RunAsync("status", _example.Path)).Ends(0).Says("6 objects");
        (await _shell.RunAsync("--state", two, "status", _example.Path)).Ends(0).Says("Nothing was applied yet.");
        (await _shell.RunAsync("status", _example.Path, "--state", "none")).Ends(0).Says("Nothing was applied yet.");
        _shell.Environment["RECONCILER_FORMAT"] = "json";
        Assert.Equal(6, (await _shell.RunAsync("status", _example.Path)).Ends(0).Json().GetProperty("objects").GetArrayLength());
        Assert.False(Path.Exists(two));
        Assert.False(Path.Exists(_example.Combine(".reconciler")));
    }

    [Fact(DisplayName = "--state none plans as for an empty state and cannot be applied")]
    public async Task State_none()
    {
        (await _shell.RunAsync("plan", _example.Path, "--state", "none")).Ends(0).Says("none yet", "6 to add");
        (await _shell.RunAsync("apply", _example.Path, "--state", "none", "--auto-approve")).Refuses(3, "nothing to apply to");
    }

    [Fact(DisplayName = "--path narrows what is read; places stay relative to the repository")]
    public async Task Narrowed()
    {
        (await _shell.RunAsync("validate", _example.Path, "--path", "authorities.yaml")).Ends(0).Says("Checked 1 file, 3 objects: 0 errors");
        (await _shell.RunAsync("validate", _example.Path, "--path", "certificates.yaml")).Ends(3).Says("certificates.yaml:");
    }

    [Fact(DisplayName = "help names the program as people call it, and every verb")]
    public async Task Help()
    {
        var help = (await _shell.RunAsync("--help")).Ends(0);

        help.Says("Usage: reconciler <verb> [options]", "init", "validate", "plan", "apply", "status", "explain", "records", "trust-bundle").DoesNotSay("Reconciler.Cli");
        (await _shell.RunAsync("plan", "--help")).Ends(0).Says("reconciler plan", "--detailed-exitcode", "--state");
        (await _shell.RunAsync("audit", "-h")).Ends(0).Says("Usage: reconciler audit <verify|report> [options]").DoesNotSay("--version");
    }
}
