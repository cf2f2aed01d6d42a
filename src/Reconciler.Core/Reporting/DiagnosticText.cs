using System.Globalization;
using System.Text;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Core.Reporting;

/// <summary>
/// Diagnostics for a terminal: <c>error[C014]: message   file:line:column</c>, the line, a caret, the remedy. <paramref name="lineOf"/> gives a line
/// of a file, from 1; null when there is none.
/// </summary>
public sealed class DiagnosticText(Func<string, int, string?> lineOf, Ink ink)
{
    private const int LineLimit = 160;

    public string Render(IEnumerable<Diagnostic> diagnostics)
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        var text = new StringBuilder();
        foreach (var diagnostic in diagnostics) One(text, diagnostic);
        return text.ToString();
    }

    /// <summary>The last line of a check.</summary>
    public static string Summary(IReadOnlyCollection<Diagnostic> diagnostics, int files, int documents)
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        var errors = diagnostics.Count(diagnostic => diagnostic.IsError);
        return $"Checked {Counted(files, "file")}, {Counted(documents, "object")}: {Counted(errors, "error")}, {Counted(diagnostics.Count - errors, "warning")}";
    }

    private static string Counted(int number, string noun) => string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");

    private void One(StringBuilder text, Diagnostic diagnostic)
    {
        var word = diagnostic.IsError ? ink.Red($"error[{diagnostic.Code.Id}]") : ink.Yellow($"warning[{diagnostic.Code.Id}]");
        text.Append(word).Append(": ").Append(diagnostic.Message).Append("   ").Append(diagnostic.Location).Append('\n');
        Snippet(text, diagnostic);
        foreach (var place in diagnostic.Related ?? []) text.Append("   = ").Append(place.Note).Append("   ").Append(place.Location).Append('\n');
        if (diagnostic.Help is { } help) text.Append("   = help: ").Append(help).Append('\n');
        text.Append('\n');
    }

    private void Snippet(StringBuilder text, Diagnostic diagnostic)
    {
        if (lineOf(diagnostic.Location.File, diagnostic.Location.Line) is not { } line || line.Length > LineLimit) return;
        var number = diagnostic.Location.Line.ToString(CultureInfo.InvariantCulture).PadLeft(5);
        var shown = new string([.. line.Select(character => character == '\t' ? ' ' : char.IsControl(character) ? '\ufffd' : character)]);
        text.Append(ink.Faint($"{number} | ")).Append(shown).Append('\n');
        if (diagnostic.Length <= 0) return;
        var carets = new string('^', Math.Max(1, Math.Min(diagnostic.Length, line.Length - diagnostic.Location.Column + 1)));
        text.Append("      | ").Append(' ', Math.Max(0, diagnostic.Location.Column - 1)).Append(ink.Red(carets)).Append('\n');
    }
}
