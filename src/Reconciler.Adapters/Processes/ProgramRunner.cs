using System.ComponentModel;
using System.Diagnostics;
using Reconciler.Core.Applying.Ports;

namespace Reconciler.Adapters.Processes;

/// <summary>
/// Runs a program by its name or path and its arguments, never through a shell, with an empty or a given standard input and no more of our environment than it needs
/// to find its files. Past the limit, and when cancelled, the program and all that it started are killed.
/// </summary>
/// <param name="workingFolder">Where programs run and relative paths start from; null: where this process runs.</param>
public sealed class ProgramRunner(string? workingFolder = null) : IProgramRunner
{
    /// <summary>What a program inherits; secrets that manifests name live in other variables.</summary>
    private static readonly string[] Inherited = ["PATH", "HOME", "LANG"];

    /// <summary>How long after its end its output is read: a child of it may keep the pipe open for ever.</summary>
    private static readonly TimeSpan OutputGrace = TimeSpan.FromSeconds(1);

    public Task<ProgramOutcome> RunAsync(IReadOnlyList<string> command, TimeSpan limit, CancellationToken cancellationToken) =>
        RunAsync(command, ReadOnlyMemory<byte>.Empty, limit, cancellationToken);

    public async Task<ProgramOutcome> RunAsync(IReadOnlyList<string> command, ReadOnlyMemory<byte> input, TimeSpan limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (command.Count == 0 || command[0].Length == 0) return new("no program is named", "");

        using var process = new Process { StartInfo = Describe(command) };
        try
        {
            process.Start();
        }
        catch (Exception error) when (error is Win32Exception or InvalidOperationException)
        {
            return new($"\"{command[0]}\" could not be started: {error.Message}", "");
        }

        var output = new OutputTail();
        using var reading = new CancellationTokenSource();
        var readers = Task.WhenAll(
            output.CopyAsync(process.StandardOutput.BaseStream, reading.Token), output.CopyAsync(process.StandardError.BaseStream, reading.Token));
        var writing = WriteAsync(process.StandardInput.BaseStream, input, reading.Token);
        var inTime = await WaitAsync(process, limit, cancellationToken);
        reading.CancelAfter(OutputGrace);
        await readers;
        await writing;
        cancellationToken.ThrowIfCancellationRequested();
        return new(Failure(command[0], inTime ? process.ExitCode : null, limit, output.ToString()), output.ToString());
    }

    private ProcessStartInfo Describe(IReadOnlyList<string> command)
    {
        var isPath = workingFolder is not null && command[0].Contains('/', StringComparison.Ordinal);
        var start = new ProcessStartInfo(isPath ? Path.Combine(workingFolder!, command[0]) : command[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = workingFolder ?? "",
        };
        foreach (var argument in command.Skip(1)) start.ArgumentList.Add(argument);
        var environment = Inherited.Select(name => (Name: name, Value: Environment.GetEnvironmentVariable(name))).ToList();
        start.Environment.Clear();
        foreach (var (name, value) in environment.Where(variable => variable.Value is not null)) start.Environment[name] = value;
        return start;
    }

    private static async Task WriteAsync(Stream stream, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        try
        {
            await using (stream) await stream.WriteAsync(input, cancellationToken);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            // It ended, or closed its input, without reading it: how it ended says whether that was well.
        }
    }

    /// <summary>False when it had to be killed.</summary>
    private static async Task<bool> WaitAsync(Process process, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var within = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        within.CancelAfter(limit);
        try
        {
            await process.WaitForExitAsync(within.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            return false;
        }
    }

    private static string? Failure(string program, int? exitCode, TimeSpan limit, string output)
    {
        if (exitCode == 0) return null;
        var how = exitCode is null
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"did not end within {limit.TotalSeconds:0.###} seconds and was killed")
            : $"ended with {exitCode}";
        var last = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
        return $"\"{program}\" {how}{(last is null ? "" : $": {last}")}";
    }
}
