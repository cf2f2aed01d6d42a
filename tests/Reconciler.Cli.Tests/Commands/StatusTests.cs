using System.Runtime.Versioning;
using Reconciler.Cli.Tests.EndToEnd;

namespace Reconciler.Cli.Tests.Commands;

[UnsupportedOSPlatform("windows")]
public sealed class StatusTests : IDisposable
{
    private readonly CommandLine _shell = new();
    private readonly SmallRepository _repository = new();

    public void Dispose()
    {
        _shell.Dispose();
        _repository.Dispose();
    }

    [Fact(DisplayName = "status of what was never applied is empty and makes no state")]
    public async Task Empty()
    {
        (await _shell.RunAsync("status", _repository.Path)).Ends(0).Says("Nothing was applied yet.");
        Assert.False(Path.Exists(_repository.Combine(".reconciler")));
    }

    [Fact(DisplayName = "status lists identity, status, end, what is due next and where it is served")]
    public async Task Text()
    {
        await ApplyAsync();

        var lines = (await _shell.RunAsync("status", _repository.Path)).Ends(0).Out.TrimEnd().Split('\n');

        Assert.Equal(["ID", "STATUS", "ENDS", "NEXT", "DUE", "ON", "WAITS", "FOR"], lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Matches(@"^certificate/www +ISSUED +\d{4}-\d\d-\d\d \(in 394 days\) +\d{4}-\d\d-\d\d \(in \d+ days\) +files +-$", lines.Single(line => line.StartsWith("certificate/www", StringComparison.Ordinal)));
        Assert.Matches("^4 objects: 2 ACTIVE, 2 ISSUED; 0 waiting, 0 with a failed change. State serial [0-9]+$", lines[^1]);
    }

    [Fact(DisplayName = "GEN-04 status as JSON holds identifier, status, end, serial, tags and targets of everything")]
    public async Task Json()
    {
        await ApplyAsync();

        var status = (await _shell.RunAsync("status", "--format", "json", _repository.Path)).Ends(0).Json();

        Assert.Equal("1.0", status.GetProperty("format_version").GetString());
        var objects = status.GetProperty("objects").EnumerateArray().ToDictionary(entry => entry.GetProperty("id").GetString()!);
        Assert.Equal(
            ["default/local/authority/issuing", "default/local/authority/root", "default/local/certificate/api", "default/local/certificate/www"],
            objects.Keys.Order(StringComparer.Ordinal));
        var www = objects["default/local/certificate/www"];
        Assert.Matches("^crn:default:local:certificate/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", www.GetProperty("crn").GetString());
        Assert.Matches("^crn:default:local:certificate-authority/", objects["default/local/authority/root"].GetProperty("crn").GetString());
        Assert.Equal("ISSUED", www.GetProperty("status").GetString());
        Assert.Equal(394, www.GetProperty("days_left").GetInt32());
        Assert.Equal(2, status.GetProperty("summary").GetProperty("ISSUED").GetInt32());
        Assert.Equal(_repository.Published("www").SerialNumber, www.GetProperty("serial").GetString(), ignoreCase: true);
        Assert.Equal("www-team", www.GetProperty("tags").GetProperty("team").GetString());
        Assert.Equal("files", Assert.Single(www.GetProperty("targets").EnumerateArray()).GetString());
    }

    [Fact(DisplayName = "a deployment that failed is told in status and explain, with what to do and when it is tried again, until it succeeds")]
    public async Task Failed_deployment()
    {
        _repository.Write("certs/www", "a foreign file");
        (await _shell.RunAsync("apply", _repository.Path, "--auto-approve")).Ends(7);

        var status = (await _shell.RunAsync("status", _repository.Path)).Ends(0);
        status.Says("deploy certificate/www@files failed ", "next try: the next apply", "0 waiting, 1 with a failed change");
        Assert.Matches("(?m)^certificate/www .* deploy$", status.Out);
        var failure = (await _shell.RunAsync("status", "--format", "json", _repository.Path)).Json().GetProperty("objects").EnumerateArray()
            .SelectMany(row => row.GetProperty("failures").EnumerateArray()).Single();
        Assert.Equal("default/local/certificate/www@files", failure.GetProperty("id").GetString());
        (await _shell.RunAsync("explain", "www", "--repository", _repository.Path)).Ends(0).Says("failed    deploy certificate/www@files", "next try  the next apply", "now       deploy certificate/www@files");

        _repository.Delete("certs/www");
        await ApplyAsync();
        (await _shell.RunAsync("status", _repository.Path)).Says("0 waiting, 0 with a failed change").DoesNotSay("next try");
    }

    [Fact(DisplayName = "a deployment that failed, and that the manifests then take back, is told no more once an apply has seen that there is nothing to do")]
    public async Task Failure_taken_back()
    {
        await ApplyAsync();
        var declared = await File.ReadAllTextAsync(_repository.Combine("base.yaml"));
        _repository.Write("base.yaml", declared.Replace("directory: certs", "directory: no/such/folder", StringComparison.Ordinal));
        (await _shell.RunAsync("apply", _repository.Path, "--auto-approve")).Ends(7);
        (await _shell.RunAsync("status", _repository.Path)).Ends(0).Says("2 with a failed change");
        _repository.Write("base.yaml", declared);

        (await _shell.RunAsync("apply", _repository.Path, "--auto-approve")).Ends(0).Says("No changes.");

        (await _shell.RunAsync("status", _repository.Path)).Ends(0).Says("0 with a failed change").DoesNotSay("failed 1", "next try");
        (await _shell.RunAsync("explain", "www", "--repository", _repository.Path)).Ends(0).Says("nothing to do: it is as declared").DoesNotSay("failed  ", "next try");
    }

    [Fact(DisplayName = "status colours on a terminal only: red what ended, yellow what is near its end, nothing else")]
    public async Task Colours()
    {
        await ApplyAsync();
        async Task<string> At(int days) => (await new CommandLine { Time = new ManualTime(TimeProvider.System.GetUtcNow().AddDays(days)) }.RunAsync("status", _repository.Path, "--color", "always")).Out;

        Assert.DoesNotContain("\u001b[3", await At(0), StringComparison.Ordinal);
        Assert.Contains("\u001b[33mISSUED", await At(350), StringComparison.Ordinal);
        Assert.Contains("\u001b[31mEXPIRED", await At(400), StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", (await _shell.RunAsync("status", _repository.Path)).Out, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "GEN-04 identifiers are never the same twice")]
    public async Task Crns_differ()
    {
        await ApplyAsync();

        var crns = (await _shell.RunAsync("status", "--format", "json", _repository.Path)).Json().GetProperty("objects").EnumerateArray()
            .Select(entry => entry.GetProperty("crn").GetString()).ToList();

        Assert.Equal(4, crns.Distinct().Count());
    }

    [Fact(DisplayName = "ISS-06 nothing is issued from an authority that is disabled; it says so and what waits")]
    public async Task Disabled_authority()
    {
        await ApplyAsync();
        var text = await File.ReadAllTextAsync(_repository.Combine("base.yaml"));
        _repository.Write("base.yaml", text.Replace("parent: root,", "parent: root, state: disabled,", StringComparison.Ordinal));
        _repository.Declare("late", "late.small.example");

        var applied = await ApplyAsync();

        applied.Says("state_disabled", "certificate/late", "1 waiting");
        Assert.False(Path.Exists(_repository.Combine("certs/late")));
        (await _shell.RunAsync("status", _repository.Path)).Ends(0).Says("DISABLED");
        _repository.Write("base.yaml", text);
        (await ApplyAsync()).Says("state_active");
        (await ApplyAsync()).Ends(0);
        _repository.Published("late").KeyMatches();
    }

    private async Task<CommandRun> ApplyAsync() => (await _shell.RunAsync("apply", _repository.Path, "--auto-approve")).Ends(0);
}
