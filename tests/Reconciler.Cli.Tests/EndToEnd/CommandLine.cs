using Reconciler.Cli.Output;
using Reconciler.Core.Domain;

namespace Reconciler.Cli.Tests.EndToEnd;

/// <summary>
/// The program as a shell runs it, in this process: pipes instead of a terminal, an empty HOME of its own, no other environment than what a test sets.
/// Whatever is printed is checked to hold no stack trace.
/// </summary>
internal sealed class CommandLine : IDisposable
{
    private readonly TempFolder _home = new();

    public CommandLine() => Environment = new(StringComparer.Ordinal) { ["HOME"] = _home.Path };

    public Dictionary<string, string> Environment { get; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>What a person types; null: nobody is there.</summary>
    public string? Answer { get; set; }

    /// <summary>What a person types unseen, line by line; null: nobody is there.</summary>
    public Queue<string>? Secrets { get; set; }

    /// <summary>What was written to stdout that is no text.</summary>
    public byte[] OutBytes { get; private set; } = [];

    public string Home => _home.Path;

    public async Task<CommandRun> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var bytes = new MemoryStream();
        var terminal = new Terminal { Out = output, Error = error, In = new StringReader(Answer ?? ""), IsInteractive = Answer is not null, OutBytes = bytes, AskSecret = Typed };
        var code = await ReconcilerProgram.RunAsync(arguments, terminal, Environment, Time, CancellationToken.None);
        OutBytes = bytes.ToArray();
        return new CommandRun(string.Join(' ', arguments), code, output.ToString(), error.ToString()).WithoutStackTrace();
    }

    /// <summary>Runs the built program as a process of its own; its environment is this one's and <c>PATH</c>.</summary>
    public CommandRun RunProcess(string workingFolder, params string[] arguments)
    {
        var run = ExternalPrograms.Run("env", ["-i", .. ProcessEnvironment(), "dotnet", ProgramFile, .. arguments], workingFolder);
        return new CommandRun(string.Join(' ', arguments), run.ExitCode, run.Output, run.Error).WithoutStackTrace();
    }

    public static string ProgramFile => Path.Combine(AppContext.BaseDirectory, "Reconciler.Cli.dll");

    public IEnumerable<string> ProcessEnvironment() =>
        Environment.Append(new("PATH", System.Environment.GetEnvironmentVariable("PATH") ?? "")).Append(new("DOTNET_ROOT", DotnetRoot))
            .Select(variable => $"{variable.Key}={variable.Value}");

    public void Dispose() => _home.Dispose();

    private Secret? Typed(string question) => Secrets is null ? null : Secret.CopyOf(System.Text.Encoding.UTF8.GetBytes(Secrets.Dequeue()));

    private static string DotnetRoot => Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
}
