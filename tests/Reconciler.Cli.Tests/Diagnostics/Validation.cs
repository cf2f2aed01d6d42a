using Reconciler.Cli.Output;

namespace Reconciler.Cli.Tests.Diagnostics;

/// <summary>Runs a verb that needs neither state nor terminal, in this process.</summary>
internal static class Validation
{
    public static Task<(int Code, string Text)> RunAsync(string repository, params string[] options) => ProgramAsync(["validate", repository, .. options]);

    /// <summary>Exit code and both streams, results first.</summary>
    public static async Task<(int Code, string Text)> ProgramAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal { Out = output, Error = error, In = TextReader.Null };
        var code = await ReconcilerProgram.RunAsync(arguments, terminal, new Dictionary<string, string>(), TimeProvider.System, CancellationToken.None);
        return (code, output.ToString() + error);
    }
}
