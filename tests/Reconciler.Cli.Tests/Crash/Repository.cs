using System.Diagnostics;
using Reconciler.Cli.Output;

namespace Reconciler.Cli.Tests.Crash;

/// <summary>A repository of manifests in a temporary folder, applied by child processes, which may be killed, or by the program as a function.</summary>
internal sealed class Repository : IDisposable
{
    /// <summary>Exit code of a process that ended by SIGKILL.</summary>
    private const int Killed = 128 + 9;

    private readonly TempFolder _folder = new();

    public string Path => _folder.Path;

    public StoredFacts Stored => new(Path);

    public void Write(string manifests) => _folder.Write("manifests.yaml", manifests);

    public void WriteFile(string path, string content) => _folder.Write(path, content);

    /// <summary>Runs a verb in this process; <paramref name="moved"/> moves its clock.</summary>
    public Task<(int ExitCode, string Output)> RunAsync(string verb, TimeSpan moved = default) =>
        RunAsync(verb == "apply" ? [verb, Path, "--auto-approve"] : [verb, Path], moved);

    public async Task<(int ExitCode, string Output)> RunAsync(string[] arguments, TimeSpan moved = default)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal { Out = output, Error = error, In = TextReader.Null };
        var code = await ReconcilerProgram.RunAsync(
            arguments, terminal, new Dictionary<string, string>(), new EagerTime(moved), CancellationToken.None);
        return (code, $"{output}{error}");
    }

    /// <summary>Applies in a child process that kills itself at <paramref name="point"/>; fails when that is never reached.</summary>
    public void ApplyKilledAt(string point) => RunKilledAt(point, "apply", Path, "--auto-approve");

    /// <summary>The same for any verb.</summary>
    public void RunKilledAt(string point, params string[] arguments)
    {
        using var process = Start(arguments, [("RECONCILER_FAULTS", "1"), ("RECONCILER_FAULT_AT", point)]);
        var told = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == Killed, $"{point} was not reached; exit code {process.ExitCode}\n{output}{told.GetAwaiter().GetResult()}");
    }

    /// <summary>Starts an apply in a child process. The caller kills it or waits for it.</summary>
    public Process Start(params ReadOnlySpan<(string Name, string Value)> environment) => Start(["apply", Path, "--auto-approve"], environment);

    private static Process Start(string[] arguments, ReadOnlySpan<(string Name, string Value)> environment)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(ReconcilerProgram).Assembly.Location, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Runs without faults until nothing changes: the next apply ends well, and the one after it has nothing to do.</summary>
    public async Task ConvergeAsync()
    {
        var again = await RunAsync("apply");
        Assert.True(again.ExitCode == 0, $"the run after the crash ended with {again.ExitCode}\n{again.Output}");
        var quiet = await RunAsync("apply");
        Assert.True(quiet.ExitCode == 0, quiet.Output);
        Assert.Contains("No changes.", quiet.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
