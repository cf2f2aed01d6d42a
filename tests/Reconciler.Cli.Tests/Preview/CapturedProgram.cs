using Reconciler.Cli.Output;

namespace Reconciler.Cli.Tests.Preview;

/// <summary>What one run of the program left.</summary>
internal sealed record Captured(int ExitCode, string Output, string Errors);

/// <summary>The program as a shell sees it, without a terminal and with a clock that stands.</summary>
internal static class CapturedProgram
{
    public static Task<Captured> RunAsync(params string[] arguments) => RunAsync(ManualTime.Start, arguments);

    public static async Task<Captured> RunAsync(DateTimeOffset now, params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var terminal = new Terminal { Out = output, Error = errors, In = TextReader.Null };
        var code = await ReconcilerProgram.RunAsync(arguments, terminal, new Dictionary<string, string>(), new ManualTime(now), CancellationToken.None);
        return new(code, output.ToString(), errors.ToString());
    }
}
