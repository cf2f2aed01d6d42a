using System.Text.Json;
using System.Text.RegularExpressions;

namespace Reconciler.Cli.Tests.EndToEnd;

/// <summary>What one command printed and how it ended.</summary>
internal sealed partial record CommandRun(string Command, int ExitCode, string Out, string Error)
{
    /// <summary>Both streams and the exit code, for messages.</summary>
    public string All => $"reconciler {Command}\n{Out}{Error}ended {ExitCode}";

    /// <summary>The digest that the last line names.</summary>
    public string Digest => DigestPattern().Match(Out) is { Success: true } match ? match.Value : throw new InvalidOperationException($"no digest in\n{All}");

    public CommandRun Ends(int code)
    {
        Assert.True(ExitCode == code, $"expected {code}\n{All}");
        return this;
    }

    /// <summary>Ends with <paramref name="code"/> and names what is wrong on stderr.</summary>
    public CommandRun Refuses(int code, params string[] words)
    {
        Ends(code);
        foreach (var word in words) Assert.Contains(word, Error, StringComparison.Ordinal);
        return this;
    }

    public CommandRun Says(params string[] words)
    {
        foreach (var word in words) Assert.Contains(word, Out, StringComparison.Ordinal);
        return this;
    }

    public CommandRun DoesNotSay(params string[] words)
    {
        foreach (var word in words) Assert.DoesNotContain(word, Out, StringComparison.Ordinal);
        return this;
    }

    public JsonElement Json()
    {
        using var document = JsonDocument.Parse(Out);
        return document.RootElement.Clone();
    }

    /// <summary>Bad input, a broken state or a failing target is told in words; a stack or an exception's name is a bug.</summary>
    public CommandRun WithoutStackTrace()
    {
        Assert.DoesNotContain("   at ", All, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", All, StringComparison.Ordinal);
        Assert.DoesNotContain("internal error", All, StringComparison.Ordinal);
        return this;
    }

    [GeneratedRegex("sha256:[0-9a-f]{64}")]
    private static partial Regex DigestPattern();
}
