using System.Diagnostics;
using System.Text;

namespace Reconciler.Testing;

/// <summary>Programs that tests compare with. A missing one skips the test with the reason, and fails it under <c>RECONCILER_STRICT=1</c>.</summary>
public static class ExternalPrograms
{
    private static readonly string[] SearchPath =
        [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries), "/usr/sbin", "/sbin"];

    public static bool IsStrict => Environment.GetEnvironmentVariable("RECONCILER_STRICT") == "1";

    /// <summary>Absolute path of the program; skips or fails the test when it is not installed.</summary>
    public static string Require(string program)
    {
        var found = Find(program);
        if (found is not null) return found;
        var reason = $"the program \"{program}\" is not installed";
        if (IsStrict) Assert.Fail(reason);
        Skip.If(true, reason);
        throw new InvalidOperationException("not reached");
    }

    private static string? Find(string program) => SearchPath.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>Runs a required program to its end with a limit of 60 seconds.</summary>
    public static ProgramRun Run(string program, IEnumerable<string> arguments, string? workingFolder = null, string? input = null)
    {
        var start = new ProcessStartInfo(Require(program))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = workingFolder ?? "",
        };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = new StringBuilder();
        var error = new StringBuilder();
        process.OutputDataReceived += (_, line) => { if (line.Data is not null) lock (output) output.AppendLine(line.Data); };
        process.ErrorDataReceived += (_, line) => { if (line.Data is not null) lock (error) error.AppendLine(line.Data); };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (input is not null) process.StandardInput.Write(input);
        process.StandardInput.Close();
        if (!process.WaitForExit(60_000))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} did not end within 60 seconds");
        }

        process.WaitForExit();
        return new(process.ExitCode, output.ToString(), error.ToString());
    }
}

public sealed record ProgramRun(int ExitCode, string Output, string Error)
{
    /// <summary>Both streams, for messages.</summary>
    public string All => Output + Error;
}
