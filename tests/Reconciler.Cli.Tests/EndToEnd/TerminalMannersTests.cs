using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;

namespace Reconciler.Cli.Tests.EndToEnd;

/// <summary>How the program behaves towards whoever started it: signals, silence, more to read, and no colour where nobody looks.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class TerminalMannersTests : IDisposable
{
    private readonly CommandLine _shell = new();
    private readonly SmallRepository _repository = new();

    public void Dispose()
    {
        _shell.Dispose();
        _repository.Dispose();
    }

    [SkippableFact(DisplayName = "interrupted once, an apply finishes the step in hand, leaves the rest and ends 130; the next one goes on")]
    public async Task Once()
    {
        using var apply = await StartHeldAsync();
        Interrupt(apply);
        while (await apply.StandardError.ReadLineAsync() is { } line && !line.StartsWith("note: interrupted: ", StringComparison.Ordinal))
        {
        }

        _repository.Write("go", "");
        var (output, errors) = await EndAsync(apply);

        Assert.True(apply.ExitCode == 130, $"{apply.ExitCode}\n{output}{errors}");
        Assert.Contains("Applied: 0 added, 0 renewed, 0 replaced, 0 revoked, 0 removed, 1 changed, 0 failed", output, StringComparison.Ordinal);
        Assert.Contains("certificate/www@held  deploy  done", errors, StringComparison.Ordinal);
        (await _shell.RunAsync("history", "--repository", _repository.Path)).Ends(0).Says("interrupted");
        (await _shell.RunAsync("apply", _repository.Path, "--auto-approve")).Ends(0).Says("3 removed, 0 changed, 0 failed");
        (await _shell.RunAsync("plan", _repository.Path, "--detailed-exitcode")).Ends(0).Says("No changes.");
    }

    [SkippableFact(DisplayName = "interrupted twice, it stops at once, whatever is in hand, and what was saved is enough to go on")]
    public async Task Twice()
    {
        using var apply = await StartHeldAsync();
        Interrupt(apply);
        while (!apply.HasExited)
        {
            Interrupt(apply);
            await Task.Delay(20);
        }

        Assert.Equal(130, apply.ExitCode);
        _repository.Write("go", "");
        (await _shell.RunAsync("apply", _repository.Path, "--auto-approve")).Ends(0).Says("0 failed");
        (await _shell.RunAsync("plan", _repository.Path, "--detailed-exitcode")).Ends(0).Says("No changes.");
    }

    [Fact(DisplayName = "--quiet leaves the plan and the result, --verbose says how they came about, and both are the same on stdout")]
    public async Task Quiet_and_verbose()
    {
        var quiet = (await _shell.RunAsync("plan", _repository.Path, "--quiet", "--as-of", "2026-01-15T12:00:00Z")).Ends(0);
        var verbose = (await _shell.RunAsync("plan", _repository.Path, "--verbose", "--as-of", "2026-01-15T12:00:00Z")).Ends(0);
        Assert.Equal(quiet.Out, verbose.Out);
        Assert.Empty(quiet.Error);
        Assert.Contains("parsed 3 of 3 manifests", verbose.Error, StringComparison.Ordinal);
        Assert.Empty((await _shell.RunAsync("apply", _repository.Path, "--auto-approve", "--quiet")).Ends(0).Says("Plan: 4 to add", "Applied: 4 added").Error);
    }

    [SkippableFact(DisplayName = "piped output holds no escape character, whatever TERM says")]
    public void Piped()
    {
        ExternalPrograms.Require("dotnet");
        _shell.Environment["TERM"] = "xterm-256color";
        string[][] commands =
        [
            ["validate"], ["plan"], ["apply", "--auto-approve"], ["status"], ["explain", "certificate/www"], ["records"], ["history"], ["audit", "verify"], ["doctor"],
        ];
        foreach (var command in commands) Assert.DoesNotContain('\u001b', _shell.RunProcess(_repository.Path, command).Ends(0).All);
    }

    /// <summary>
    /// An apply that has got to a deployment which goes on only when the file <c>go</c> is there; what follows it is the removal of another certificate and
    /// of an old place.
    /// </summary>
    private async Task<Process> StartHeldAsync()
    {
        (await _shell.RunAsync("apply", _repository.Path, "--auto-approve")).Ends(0);
        _repository.Write("held.yaml", """
            apiVersion: reconciler/v1
            kind: Target
            metadata: { name: held }
            spec: { type: files, files: { directory: held, reload: [sh, -c, 'touch started; until [ -e go ]; do sleep 0.05; done'] } }

            """);
        _repository.Write("certs.d/www.yaml", File.ReadAllText(_repository.Combine("certs.d/www.yaml")).Replace("[files]", "[held]", StringComparison.Ordinal));
        _repository.Delete("certs.d/api.yaml");
        var apply = Process.Start(new ProcessStartInfo(ExternalPrograms.Require("dotnet"), [CommandLine.ProgramFile, "apply", _repository.Path, "--auto-approve"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await UntilAsync(() => File.Exists(_repository.Combine("started")));
        return apply;
    }

    private static async Task<(string Output, string Errors)> EndAsync(Process process)
    {
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (output, await errors);
    }

    private static void Interrupt(Process process) => ExternalPrograms.Run("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);

    private static async Task UntilAsync(Func<bool> condition)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(30), "it did not happen within 30 seconds");
            await Task.Delay(20);
        }
    }
}
