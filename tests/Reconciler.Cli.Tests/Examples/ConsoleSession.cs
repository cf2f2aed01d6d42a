using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using System.Text.RegularExpressions;
using Reconciler.Cli.Output;

namespace Reconciler.Cli.Tests.Examples;

/// <summary>
/// A folder that holds the quickstart under Git as a checkout of this repository does, and somebody who types there. <c>reconciler</c> is run in this process
/// with a clock that stands; its output may go through <c>head</c>, <c>tail</c> and <c>grep</c>. Other commands are the shell's.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed partial class ConsoleSession : IDisposable
{
    private const string Example = "examples/01-quickstart";

    private readonly ExampleCopy _example = new("01-quickstart");
    private readonly TempFolder _root = new();
    private readonly ManualTime _time = new(ManualTime.Start);
    private readonly DateTimeOffset _commits;

    /// <param name="number">Commits of sessions of other numbers have other ids.</param>
    public ConsoleSession(int number = 0)
    {
        _commits = ManualTime.Start.AddMinutes(-number);
        Directory.CreateDirectory(_root.Combine("examples"));
        Directory.Move(_example.Path, _root.Combine(Example));
        Shell("git init -q -b main && git add -A && git commit -q -m 'The quickstart'");
    }

    public void Dispose()
    {
        _example.Dispose();
        _root.Dispose();
    }

    /// <summary>The commands of a block, each with what it prints.</summary>
    public async Task<string> RunAsync(ConsoleBlock block)
    {
        var text = new StringBuilder();
        foreach (var command in block.Commands)
            text.Append($"$ {command}\n").Append(command.StartsWith("reconciler ", StringComparison.Ordinal) ? await ReconcilerAsync(command) : Shell(command));
        return text.ToString();
    }

    private async Task<string> ReconcilerAsync(string command)
    {
        var pipe = command.Split(" | ");
        // Without a pipe both streams are seen as they come; with one its filters see results only, and nothing must be said beside them.
        using var output = new StringWriter();
        using var errors = pipe.Length == 1 ? output : new StringWriter();
        var arguments = pipe[0].Split(' ')[1..].Select(word => word.StartsWith("examples/", StringComparison.Ordinal) ? _root.Combine(word) : word);
        var terminal = new Terminal { Out = output, Error = errors, In = TextReader.Null };
        var code = await ReconcilerProgram.RunAsync([.. arguments], terminal, new Dictionary<string, string>(), _time, CancellationToken.None);
        Assert.True(code == 0, $"$ {command}\n{output}{errors}ended {code}");
        if (pipe.Length > 1) Assert.Equal("", errors.ToString());
        return pipe.Skip(1).Aggregate(Anywhere(output.ToString()), Filter);
    }

    /// <summary>Without what tells where, by whom and how fast it was run.</summary>
    private string Anywhere(string text) => Elapsed().Replace(
        text.Replace(_root.Path + "/", "", StringComparison.Ordinal).Replace($"{Environment.UserName}@{Environment.MachineName}", "…", StringComparison.Ordinal), "…");

    private static string Filter(string text, string filter)
    {
        var lines = text.TrimEnd('\n').Split('\n');
        var kept = filter.Split(' ', 3) switch
        {
            ["head", "-n", var count] => lines.Take(int.Parse(count, CultureInfo.InvariantCulture)),
            ["tail", "-n", var count] => lines.TakeLast(int.Parse(count, CultureInfo.InvariantCulture)),
            ["grep", var word] => lines.Where(line => line.Contains(word, StringComparison.Ordinal)),
            _ => throw new NotSupportedException(filter),
        };
        return string.Concat(kept.Select(line => line + "\n"));
    }

    /// <summary>Commits have the session's time, so that sessions differ in them.</summary>
    private string Shell(string command)
    {
        var time = _commits.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        string[] environment =
        [
            "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null", $"GIT_AUTHOR_DATE={time}", $"GIT_COMMITTER_DATE={time}",
            "GIT_AUTHOR_NAME=Test", "GIT_AUTHOR_EMAIL=test@example.com", "GIT_COMMITTER_NAME=Test", "GIT_COMMITTER_EMAIL=test@example.com",
        ];
        var run = ExternalPrograms.Run("env", [.. environment, "bash", "-c", command], _root.Path);
        Assert.True(run.ExitCode == 0, run.All);
        return run.Output;
    }

    [GeneratedRegex("(?<= )[0-9]+\\.[0-9]s(?= )")]
    private static partial Regex Elapsed();
}
