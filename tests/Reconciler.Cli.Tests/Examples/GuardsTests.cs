using System.Runtime.Versioning;
using System.Text.Json;
using Reconciler.Cli.Tests.EndToEnd;

namespace Reconciler.Cli.Tests.Examples;

[UnsupportedOSPlatform("windows")]
public sealed class GuardsTests : IDisposable
{
    private readonly CommandLine _shell = new();
    private readonly ExampleCopy _example = new("07-guards");

    public void Dispose()
    {
        _shell.Dispose();
        _example.Dispose();
    }

    [Fact(DisplayName = "GIT-06 a bad merge is shown whole and refused with 5, then allowed by name, once, and recorded: history says how many and why")]
    public async Task BadMerge()
    {
        (await ApplyAsync()).Ends(0).Says("11 added");
        var shop = await File.ReadAllTextAsync(_example.Combine("certificates/shop.yaml"));
        File.Delete(_example.Combine("certificates/shop.yaml"));

        (await _shell.RunAsync("plan", _example.Path)).Ends(5).Says("blocked", "5 to remove", "certificate/basket  retire", "--override remove=5 --reason");
        (await ApplyAsync()).Ends(5);
        (await ApplyAsync("--override", "remove=4", "--reason", "not exact")).Ends(5);
        Assert.Equal(9, await IssuedAsync());

        (await ApplyAsync("--override", "remove=5", "--reason", "the shop has an account of its own now")).Ends(0).Says("5 removed");
        Assert.Equal(4, await IssuedAsync());
        (await _shell.RunAsync("audit", "report", "--repository", _example.Path)).Ends(0).Says("the shop has an account of its own now");
        await AssertHistoryAsync();
        (await _shell.RunAsync("audit", "verify", "--repository", _example.Path)).Ends(0);

        await File.WriteAllTextAsync(_example.Combine("certificates/shop.yaml"), shop);
        (await ApplyAsync()).Ends(0).Says("5 added");
        Assert.Equal(9, await IssuedAsync());
    }

    [Fact(DisplayName = "GIT-06 protection outlives its manifest, an active authority is kept, and an empty repository removes nothing")]
    public async Task Kept()
    {
        (await ApplyAsync()).Ends(0);
        File.Delete(_example.Combine("certificates/payments.yaml"));
        (await ApplyAsync("--override", "remove=1", "--reason", "no number allows it")).Ends(5).Says("certificate/payments is gone and the object is protected");

        var authorities = await File.ReadAllTextAsync(_example.Combine("authorities.yaml"));
        foreach (var file in Directory.GetFiles(_example.Path, "*.yaml", SearchOption.AllDirectories)) File.Delete(file);
        (await ApplyAsync()).Refuses(3, "the repository declares nothing");

        await File.WriteAllTextAsync(_example.Combine("authorities.yaml"), authorities[..authorities.IndexOf("---", StringComparison.Ordinal)]);
        (await ApplyAsync("--override", "remove=8", "--reason", "not authorities")).Ends(5).Says("authority/corp-services");
        await File.WriteAllTextAsync(_example.Combine("authorities.yaml"), authorities);
        (await _shell.RunAsync("status", _example.Path, "--format", "json")).Ends(0);
        Assert.Equal(9, await IssuedAsync());
    }

    /// <summary>The run that was allowed more says how much and why; the one before it was allowed nothing.</summary>
    private async Task AssertHistoryAsync()
    {
        (await _shell.RunAsync("history", "--repository", _example.Path)).Ends(0)
            .Says("beyond the limits: remove=5; reason: the shop has an account of its own now").DoesNotSay("not exact");
        var runs = (await _shell.RunAsync("history", "--repository", _example.Path, "--format", "json")).Ends(0).Json().GetProperty("runs");
        Assert.Equal("""{"allowed":{"remove":5},"reason":"the shop has an account of its own now"}""", JsonSerializer.Serialize(runs[0].GetProperty("override")));
        Assert.Equal(JsonValueKind.Null, runs[1].GetProperty("override").ValueKind);
    }

    private Task<CommandRun> ApplyAsync(params string[] more) => _shell.RunAsync(["apply", _example.Path, "--auto-approve", .. more]);

    private async Task<int> IssuedAsync()
    {
        var status = (await _shell.RunAsync("status", _example.Path, "--format", "json")).Ends(0).Json();
        return status.GetProperty("objects").EnumerateArray().Count(row => row.GetProperty("status").GetString() == "ISSUED");
    }
}
