using System.Text;
using System.Text.RegularExpressions;

namespace Reconciler.Cli.Tests.Examples;

/// <summary>A block of a page marked <c>console</c>: lines that begin with <c>$ </c> are commands, the others what they print. <c>…</c> stands for any text within a line.</summary>
internal sealed partial record ConsoleBlock(string Text)
{
    private const char Any = '…';

    public IEnumerable<string> Commands => Text.Split('\n').Where(line => line.StartsWith("$ ", StringComparison.Ordinal)).Select(line => line[2..]);

    public static IReadOnlyList<ConsoleBlock> In(string page) => [.. Fence().Matches(page).Select(match => new ConsoleBlock(match.Groups[1].Value))];

    public bool Matches(string printed) =>
        Regex.IsMatch(printed, $"\\A{Regex.Escape(Text).Replace(Any.ToString(), "[^\n]*", StringComparison.Ordinal)}\\z");

    /// <summary>What is the same in both runs; words that differ become <c>…</c>.</summary>
    public static string Steady(string one, string other)
    {
        var (lines, others) = (one.Split('\n'), other.Split('\n'));
        Assert.Equal(lines.Length, others.Length);
        return string.Join('\n', lines.Zip(others, SteadyLine));
    }

    private static string SteadyLine(string one, string other)
    {
        var (words, others) = (Word().Matches(one), Word().Matches(other));
        if (words.Count != others.Count) return Any.ToString();
        var line = new StringBuilder();
        for (var i = 0; i < words.Count; i++) line.Append(words[i].Value == others[i].Value ? words[i].Value : Any);
        return line.ToString();
    }

    [GeneratedRegex("^```console\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"[\w:.+…-]+|[^\w:.+…-]+")]
    private static partial Regex Word();
}
