using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;

namespace Reconciler.Cli.Tests.EndToEnd;

/// <summary>Ctrl-C while a step is in hand: a reload command that waits for us holds it there.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class InterruptTests : IDisposable
{
    private readonly CommandLine _shell = new();
    private readonly SmallRepository _repository = new();

    public InterruptTests()
    {
        // It ends with its folder too, whatever becomes of the test.
        var text = File.ReadAllText(_repository.Combine("base.yaml"));
        _repository.Write("base.yaml", text.Replace(
            "directory: certs", "directory: certs, reload: [sh, -c, 'touch started; until [ -e go ] || ! [ -e base.yaml ]; do sleep 0.05; done']", StringComparison.Ordinal));
    }

    public void Dispose()
    {
        _shell.Dispose();
        _repository.Dispose();
    }

    [SkippableFact(DisplayName = "Ctrl-C once finishes the step in hand, keeps what was done, and ends 130; the next apply has nothing to do again")]
    public async Task Once()
    {
        using var apply = Start();
        await UntilAsync(() => File.Exists(_repository.Combine("started")));
        Interrupt(apply);
        _repository.Write("go", "");
        await EndAsync(apply);

        Assert.Equal(130, apply.ExitCode);
        (await _shell.RunAsync("status", _repository.Path)).Ends(0).Says("certificate/www", "ISSUED");
        var rest = (await _shell.RunAsync("apply", _repository.Path, "--auto-approve")).Ends(0);
        Assert.DoesNotContain("  issue", rest.Out, StringComparison.Ordinal);
        (await _shell.RunAsync("plan", _repository.Path, "--detailed-exitcode")).Ends(0).Says("No changes.");
        (await _shell.RunAsync("history", "--repository", _repository.Path)).Ends(0).Says("interrupted");
    }

    [SkippableFact(DisplayName = "Ctrl-C twice stops at once; the next apply finishes what was begun")]
    public async Task Twice()
    {
        using var apply = Start();
        await UntilAsync(() => File.Exists(_repository.Combine("started")));
        // Two signals that come together are one to the kernel.
        await UntilAsync(() =>
        {
            if (!apply.HasExited) Interrupt(apply);
            return apply.HasExited;
        });
        Assert.Equal(130, apply.ExitCode);

        _repository.Write("go", "");
        (await _shell.RunAsync("apply", _repository.Path, "--auto-approve")).Ends(0);
        (await _shell.RunAsync("plan", _repository.Path, "--detailed-exitcode")).Ends(0).Says("No changes.");
    }

    private static void Interrupt(Process process) => ExternalPrograms.Run("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);

    private static async Task EndAsync(Process process)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await process.WaitForExitAsync(limit.Token);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var i = 0; i < 1500 && !condition(); i++) await Task.Delay(20);
        Assert.True(condition(), "it did not happen within 30 seconds");
    }

    private Process Start() => Process.Start(new ProcessStartInfo(
        ExternalPrograms.Require("dotnet"), [CommandLine.ProgramFile, "apply", _repository.Path, "--auto-approve", "--quiet"])
    { RedirectStandardOutput = true, RedirectStandardError = true })!;
}
