using System.Globalization;
using System.Text;

namespace Reconciler.Core.Reporting;

/// <summary>
/// A Markdown document of bounded length. Constructs are added whole or not at all, lists by whole rows with the count of what is left out, so that a
/// cut never lands inside a table, a fold or a character reference.
/// </summary>
/// <param name="limit">Characters (UTF-16 units) of the whole.</param>
/// <param name="more">The command that shows everything, in our own words only.</param>
internal sealed class MarkdownPage(int limit, string more)
{
    private const int NoticeLength = 200;
    private readonly StringBuilder _text = new();

    public bool IsTruncated { get; private set; }

    private int Room => limit - _text.Length - NoticeLength - more.Length;

    /// <summary>One construct.</summary>
    public void Add(string block)
    {
        if (block.Length <= Room) _text.Append(block);
        else IsTruncated = true;
    }

    /// <summary>A construct of rows: as many whole rows as fit into the room and the share, then how many are left out.</summary>
    /// <param name="share">Characters that it may take at most.</param>
    public void AddRows(string open, IReadOnlyCollection<string> rows, string close, int share)
    {
        if (rows.Count == 0) return;
        var room = Math.Min(share, Room) - open.Length - close.Length - LeftOut(rows.Count).Length;
        var taken = 0;
        foreach (var row in rows)
        {
            if (row.Length > room) break;
            room -= row.Length;
            taken++;
        }

        if (taken < rows.Count) IsTruncated = true;
        if (taken == 0) return;
        _text.Append(open);
        foreach (var row in rows.Take(taken)) _text.Append(row);
        _text.Append(close);
        if (taken < rows.Count) _text.Append(LeftOut(rows.Count - taken));
    }

    public override string ToString() => IsTruncated ? $"{_text}Cut to fit; `{more}` shows everything.\n" : _text.ToString();

    private static string LeftOut(int count) => string.Create(CultureInfo.InvariantCulture, $"… and {count} more.\n\n");
}
