using System.Text;

namespace Reconciler.Core.Reporting;

/// <summary>
/// Lines of text for a terminal. With a width, lines break at spaces and go on two columns right of their own indent; colour escapes take no column.
/// A word longer than the line stays whole. Without a width nothing breaks: what is piped has one line for each thing.
/// </summary>
/// <param name="width">Columns of the terminal; null for none.</param>
internal sealed class TextPage(int? width)
{
    /// <summary>A page narrower than this would be all breaks.</summary>
    private const int Narrowest = 40;

    private readonly StringBuilder _text = new();

    public void Line(string line)
    {
        var trimmed = line.TrimEnd();
        if (width is not { } columns || Visible(trimmed) <= Math.Max(columns, Narrowest)) Verbatim(trimmed);
        else Wrap(trimmed, Math.Max(columns, Narrowest));
    }

    public void Empty() => _text.Append('\n');

    /// <summary>A line that people copy: it never breaks.</summary>
    public void Verbatim(string line) => _text.Append(line).Append('\n');

    public override string ToString() => _text.ToString();

    private void Wrap(string line, int columns)
    {
        var indent = new string(' ', Math.Min(Indent(line) + 2, columns / 2));
        var (start, lead) = (0, "");
        while (start < line.Length)
        {
            var end = BreakBefore(line, start, columns - lead.Length);
            _text.Append(lead).Append(line.AsSpan(start, end - start).TrimEnd(' ')).Append('\n');
            start = end;
            while (start < line.Length && line[start] == ' ') start++;
            lead = indent;
        }
    }

    /// <summary>The end of the longest part from <paramref name="start"/> that fits and ends before a space; at least one word.</summary>
    private static int BreakBefore(string line, int start, int room)
    {
        var (column, end, i) = (0, -1, start);
        while (i < line.Length && line[i] == ' ') (i, column) = (i + 1, column + 1);
        for (; i < line.Length; i++)
        {
            if (line[i] == '\u001b') i = Math.Max(i, line.IndexOf('m', i));
            else
            {
                if (line[i] == ' ') end = i;
                if (++column > room && end > 0) return end;
            }
        }

        return line.Length;
    }

    private static int Indent(string line)
    {
        var columns = 0;
        for (var i = 0; i < line.Length && line[i] is ' ' or '\u001b'; i++)
        {
            if (line[i] == '\u001b') i = Math.Max(i, line.IndexOf('m', i));
            else columns++;
        }

        return columns;
    }

    private static int Visible(string line)
    {
        var columns = 0;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '\u001b') i = Math.Max(i, line.IndexOf('m', i));
            else columns++;
        }

        return columns;
    }
}
