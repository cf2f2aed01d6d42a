using System.Net;
using System.Runtime.Versioning;
using Reconciler.Cli.Tests.Audit;
using Reconciler.Cli.Tests.EndToEnd;

namespace Reconciler.Cli.Tests.Daemon;

[UnsupportedOSPlatform("windows")]
public sealed class IntegrityTests
{
    [SkippableFact(DisplayName = "A daemon that starts on a damaged database says so in its log, its readiness and its status, and doctor names it too")]
    public async Task Damaged()
    {
        using var repository = new DaemonRepository();
        repository.CommitWith("www");
        using var shell = new CommandLine();
        (await shell.RunAsync("apply", repository.Path, "--auto-approve")).Ends(0);
        Database.DamagePageOf(Path.Combine(repository.Path, ".reconciler", "state.db"), "certificate_ders");
        using var daemon = new DaemonProcess(repository.Path, new Dictionary<string, string> { ["HOME"] = shell.Home }, "--allow-write", repository.Path);

        await daemon.UntilLoggedAsync("integrity: the database");
        await daemon.UntilAsync(async () => (await daemon.GetAsync("readyz")).StatusCode == HttpStatusCode.ServiceUnavailable);
        Assert.Contains("is damaged", (await daemon.LoopAsync()).GetProperty("damage").GetString(), StringComparison.Ordinal);
        Assert.Contains("is damaged", await (await daemon.GetAsync("readyz")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        (await shell.RunAsync("doctor", "--repository", repository.Path)).Ends(1).Says("database-damaged");
        Assert.Equal(0, await daemon.StopAsync());
    }
}
