using System.Diagnostics;
using System.Runtime.Versioning;
using Reconciler.Cli.Tests.EndToEnd;

namespace Reconciler.Cli.Tests.Audit;

[UnsupportedOSPlatform("windows")]
public sealed class KilledRunTests : IDisposable
{
    private readonly CommandLine _shell = new();
    private readonly SmallRepository _repository = new();

    public void Dispose()
    {
        _shell.Dispose();
        _repository.Dispose();
    }

    [SkippableFact(DisplayName = "GIT-10 a run that was killed is told by doctor and history with the serials it took; the next run takes the lock and goes on, its log whole")]
    public async Task Killed()
    {
        var text = await File.ReadAllTextAsync(_repository.Combine("base.yaml"));
        _repository.Write("base.yaml", text.Replace("directory: certs", "directory: certs, reload: [sh, -c, 'touch started; until [ -e go ] || [ ! -e started ]; do sleep 0.05; done']", StringComparison.Ordinal));
        using (var victim = Process.Start(new ProcessStartInfo(ExternalPrograms.Require("dotnet"), [CommandLine.ProgramFile, "apply", _repository.Path, "--auto-approve"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!)
        {
            await UntilAsync(() => File.Exists(_repository.Combine("started")));
            victim.Kill();
            await victim.WaitForExitAsync();
        }

        (await _shell.RunAsync("doctor", "--repository", _repository.Path)).Ends(1).Says("stale-lock: ", "was cut off");
        (await _shell.RunAsync("history", "--repository", _repository.Path)).Ends(0).Says("nothing done", "cut off, or still running", "issued ");
        _repository.Write("go", "");
        (await _shell.RunAsync("apply", _repository.Path, "--auto-approve", "--lock-timeout", "0s")).Ends(0).Says("0 added");

        (await _shell.RunAsync("doctor", "--repository", _repository.Path)).Ends(0);
        (await _shell.RunAsync("audit", "verify", "--repository", _repository.Path)).Ends(0);
        var runs = (await _shell.RunAsync("history", "--repository", _repository.Path, "--format", "json")).Ends(0).Json().GetProperty("runs");
        Assert.Equal([0, 4], runs.EnumerateArray().Select(run => run.GetProperty("issued").GetArrayLength()));
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(60), "it did not happen within 60 seconds");
            await Task.Delay(20);
        }
    }
}
