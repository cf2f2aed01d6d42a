using System.Globalization;
using System.Text;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Core.Reporting;

/// <summary>
/// What a check found as workflow commands, which GitHub shows beside the lines of a pull request. It shows ten errors and ten warnings of a step, so
/// errors come first.
/// </summary>
/// <param name="folder">What stands in front of every path so that it starts from the checkout's root; empty, or ending in a slash.</param>
public sealed class DiagnosticGithub(string folder)
{
    public string Render(IReadOnlyCollection<Diagnostic> diagnostics)
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        var text = new StringBuilder();
        foreach (var diagnostic in diagnostics.OrderBy(diagnostic => !diagnostic.IsError)) One(text, diagnostic);
        return text.ToString();
    }

    private void One(StringBuilder text, Diagnostic diagnostic)
    {
        var (file, line, column) = diagnostic.Location;
        text.Append(diagnostic.IsError ? "::error " : "::warning ")
            .Append("file=").Append(Property(folder + file))
            .Append(CultureInfo.InvariantCulture, $",line={line},col={column}");
        if (diagnostic.Length > 0) text.Append(CultureInfo.InvariantCulture, $",endColumn={column + diagnostic.Length}");
        text.Append(",title=").Append(Property($"{diagnostic.Code.Id} {diagnostic.Code.Title}")).Append("::").Append(Data(diagnostic.Message));
        if (diagnostic.Help is { } help) text.Append("%0A").Append(Data(help));
        foreach (var place in diagnostic.Related ?? []) text.Append("%0A").Append(Data($"{place.Note}: {folder}{place.Location}"));
        text.Append('\n');
    }

    private static string Data(string text) => text
        .Replace("%", "%25", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal)
        .Replace("\n", "%0A", StringComparison.Ordinal);

    /// <summary>In front of the message two more characters mean something.</summary>
    private static string Property(string text) => Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
