namespace Reconciler.Cli.Tests.Examples;

/// <summary>The example's unit, asked of the program that knows units.</summary>
public sealed class DaemonUnitTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact(DisplayName = "OBS-04 the example's unit is one that systemd understands, told when the daemon is ready and watching that it lives")]
    public void Understood()
    {
        var unit = Unit();
        var run = ExternalPrograms.Run("systemd-analyze", ["verify", _folder.Write("reconciler.service", unit)]);
        Assert.Equal((0, ""), (run.ExitCode, run.All));
        Assert.Contains("Type=notify\n", unit, StringComparison.Ordinal);
        Assert.Matches("(?m)^WatchdogSec=", unit);
        Assert.Matches("(?m)^TimeoutStopSec=", unit);
    }

    [SkippableFact(DisplayName = "The exposure that systemd finds in the example's unit is the one that its page states")]
    public void Exposure()
    {
        var run = ExternalPrograms.Run("systemd-analyze", ["security", "--offline=true", "--threshold=20", _folder.Write("reconciler.service", Unit())]);
        Assert.True(run.ExitCode == 0, run.All);
        var stated = System.Text.RegularExpressions.Regex.Match(Read("README.md"), "rates its exposure ([0-9.]+) ").Groups[1].Value;
        Assert.Contains($"Overall exposure level for reconciler.service: {stated} OK", run.Output, StringComparison.Ordinal);
    }

    /// <summary>Only a program that is there is understood.</summary>
    private static string Unit() => Read("run/reconciler.service").Replace("/usr/bin/reconciler", "/bin/true", StringComparison.Ordinal);

    private static string Read(string file) => File.ReadAllText(Path.Combine(RepositoryRoot.Path, "examples/11-daemon", file));
}
