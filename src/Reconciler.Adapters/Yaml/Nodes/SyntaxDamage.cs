using Reconciler.Core.Diagnostics;
using YamlDotNet.Core;

namespace Reconciler.Adapters.Yaml.Nodes;

/// <summary>Turns a failure of the YAML parser into a diagnostic.</summary>
internal static class SyntaxDamage
{
    /// <summary>Returns the line of the failure, counted from the start of the file.</summary>
    public static int Report(string path, string text, int linesBefore, Exception failure, Mark scannerAt, DiagnosticBag diagnostics)
    {
        var mark = failure is YamlException { Start.Line: > 0 } positioned ? positioned.Start : scannerAt;
        var line = (int)mark.Line + linesBefore;
        var tab = HasTabIndentation(text, line);
        diagnostics.Add(
            YamlCodes.Syntax,
            tab ? "a tab stands in the indentation" : failure is YamlException ? Sentence(failure.Message) : "a bracket, quote or colon is missing or misplaced",
            new(path, line, Math.Max(1, (int)mark.Column)),
            help: tab ? "indent with spaces" : null);
        return line;
    }

    private static bool HasTabIndentation(ReadOnlySpan<char> text, int line)
    {
        foreach (var each in text.EnumerateLines())
        {
            if (--line == 0) return each[..^each.TrimStart(" \t").Length].Contains('\t');
        }

        return false;
    }

    private static string Sentence(string message)
    {
        var text = message.TrimEnd('.', ' ');
        return text.Length == 0 ? "the document is not valid YAML" : char.ToLowerInvariant(text[0]) + text[1..];
    }
}
