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
        if (FindTab(text, line, Math.Max(line, (int)scannerAt.Line + linesBefore)) is { } tab)
        {
            diagnostics.Add(YamlCodes.Syntax, "a tab stands in the indentation", new(path, tab.Line, tab.Column), 1, "indent with spaces");
            return tab.Line;
        }

        if (FindConflict(text, linesBefore + 1, Math.Max(line, (int)scannerAt.Line + linesBefore)) is { } conflict)
        {
            diagnostics.Add(YamlCodes.Syntax, "the file holds a merge conflict", new(path, conflict, 1), 7, "choose one of the two sides and remove the marks");
            return line;
        }

        var code = failure is NestingException ? YamlCodes.TooDeep : YamlCodes.Syntax;
        var message = failure is YamlException ? Sentence(failure.Message) : "a bracket, quote or colon is missing or misplaced";
        var help = message.Contains("invalid mapping", StringComparison.Ordinal) ? "text with a colon and a space in it needs quotes; a line that goes on needs more indentation" : null;
        diagnostics.Add(code, message, new(path, line, Math.Max(1, (int)mark.Column)), help: help);
        return line;
    }

    /// <summary>Line of the first mark, of the lines given, that Git leaves where two sides changed one place.</summary>
    private static int? FindConflict(ReadOnlySpan<char> text, int from, int to)
    {
        var line = 0;
        foreach (var each in text.EnumerateLines())
        {
            if (++line > to) break;
            if (line >= from && each.StartsWith("<<<<<<< ")) return line;
        }

        return null;
    }

    /// <summary>The first tab in the indentation of the lines, both inclusive.</summary>
    private static (int Line, int Column)? FindTab(ReadOnlySpan<char> text, int from, int to)
    {
        var line = 0;
        foreach (var each in text.EnumerateLines())
        {
            if (++line > to) break;
            if (line < from) continue;
            var tab = each[..^each.TrimStart(" \t").Length].IndexOf('\t');
            if (tab >= 0) return (line, tab + 1);
        }

        return null;
    }

    private static string Sentence(string message)
    {
        var text = message.TrimEnd('.', ' ');
        return text.Length == 0 ? "the document is not valid YAML" : char.ToLowerInvariant(text[0]) + text[1..];
    }
}
