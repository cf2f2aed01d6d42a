using Reconciler.Cli.Tests.Crash;
using Reconciler.Cli.Tests.EndToEnd;

namespace Reconciler.Cli.Tests.Commands;

public sealed class ApplyWaitTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact(DisplayName = "--wait ready tries again until what failed is done, and ends 0")]
    public async Task Ready()
    {
        var time = new SkippingTime(wait =>
        {
            if (wait == 3) Directory.CreateDirectory(_folder.Combine("later"));
        });
        using var shell = new CommandLine { Time = time };
        Write("later/certs");

        (await shell.RunAsync("apply", _folder.Path, "--auto-approve")).Ends(ExitCode.PartlyApplied);
        var run = (await shell.RunAsync("apply", _folder.Path, "--auto-approve", "--wait", "ready")).Ends(ExitCode.Success);

        Assert.Equal(3, time.Waits);
        Assert.Contains("1 change waits; next look at 2026-01-15T12:", run.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.Combine("later", "certs", "one", "cert.pem")));
        (await shell.RunAsync("apply", _folder.Path)).Ends(ExitCode.Success).Says("No changes.");
    }

    [Fact(DisplayName = "When --timeout is over, --wait ready ends 8 and names what is not done, why, and its next try")]
    public async Task Timed_out()
    {
        var time = new SkippingTime(static _ => { });
        using var shell = new CommandLine { Time = time };
        Write("never/certs");

        var run = (await shell.RunAsync("apply", _folder.Path, "--auto-approve", "--wait", "ready", "--timeout", "2h")).Refuses(
            ExitCode.TimedOut, "--timeout is over", "default/local/certificate/one@web deploy: ", "only the last folder of a directory is made", "next try 2026-01-15T14:");

        Assert.True(time.GetUtcNow() >= ManualTime.Start.AddHours(2) && time.GetUtcNow() < ManualTime.Start.AddHours(2).AddMinutes(1), $"{time.GetUtcNow()}");
        Assert.InRange(time.Waits, 10, 40);
        Assert.DoesNotContain("failed 1", run.Out, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A proof of control that stays missing is waited for too, and named at the end")]
    public async Task Pending()
    {
        using var shell = new CommandLine { Time = new SkippingTime(static _ => { }) };
        _folder.Write("manifests.yaml", Manifests.Waiting);
        _folder.Write("zones/partner.example.db", Manifests.ZoneFile);

        (await shell.RunAsync("apply", _folder.Path, "--auto-approve", "--wait", "ready", "--timeout", "10m")).Refuses(
            ExitCode.TimedOut, "default/local/certificate/portal issue: ", "there is no CNAME record");
    }

    [Fact(DisplayName = "What needs a person is not waited for: it ends 7")]
    public async Task Stalled()
    {
        var time = new SkippingTime(static _ => { });
        using var shell = new CommandLine { Time = time };
        Write("certs");
        _folder.Write("certs/one", "somebody else's");

        (await shell.RunAsync("apply", _folder.Path, "--auto-approve", "--wait", "ready")).Ends(ExitCode.PartlyApplied);

        Assert.Equal(0, time.Waits);
    }

    [Fact(DisplayName = "Tries are counted over runs of the program, and --retry counts them anew")]
    public async Task Counted_over_runs()
    {
        using var shell = new CommandLine { Time = new ManualTime(ManualTime.Start) };
        var stored = new StoredFacts(_folder.Path);
        Write("never/certs");

        for (var attempt = 1; attempt <= 3; attempt++)
        {
            (await shell.RunAsync("apply", _folder.Path, "--auto-approve")).Ends(ExitCode.PartlyApplied);
            Assert.Equal(attempt, stored.Number("SELECT attempts FROM retries WHERE change = 'default/local/certificate/one@web#deploy'"));
        }

        (await shell.RunAsync("apply", _folder.Path, "--auto-approve", "--retry")).Ends(ExitCode.PartlyApplied);
        Assert.Equal(1, stored.Number("SELECT attempts FROM retries"));
    }

    [Theory(DisplayName = "A wait that makes no sense is refused by name")]
    [InlineData("forever", "--wait", "forever")]
    [InlineData("--wait ready", "--timeout", "5m")]
    [InlineData("\"soon\" is no time", "--wait", "ready", "--timeout", "soon")]
    public async Task Refused(string reason, params string[] options)
    {
        using var shell = new CommandLine();
        Write("certs");

        (await shell.RunAsync(["apply", _folder.Path, "--auto-approve", .. options])).Refuses(ExitCode.Invalid, reason);
    }

    private void Write(string directory) =>
        _folder.Write("manifests.yaml", Manifests.One("one.internal.example", ", targets: [web]").Replace("directory: certs", $"directory: {directory}", StringComparison.Ordinal));
}
