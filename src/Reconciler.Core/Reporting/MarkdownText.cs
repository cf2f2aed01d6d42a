using System.Buffers;
using System.Globalization;
using System.Text;

namespace Reconciler.Core.Reporting;

/// <summary>
/// People's text in Markdown that others will see: nothing in it is markup, a mention or a reference. It never stands in a fence, since a fence ends
/// where the text says so and resolves no character reference.
/// </summary>
internal static class MarkdownText
{
    /// <summary>What could begin markup, a mention, a table cell or a reference to an issue; with the sign that would undo an escape.</summary>
    private static readonly SearchValues<char> Special = SearchValues.Create("@<>&|*_[]`\\#~$");

    /// <summary>One line, with numeric character references for what is special; what cannot be printed or turns the reading direction becomes U+FFFD.</summary>
    public static string Escape(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~') && !text.AsSpan().ContainsAny(Special)) return text;
        var escaped = new StringBuilder(text.Length + 32);
        foreach (var letter in text)
        {
            if (Special.Contains(letter)) escaped.Append(CultureInfo.InvariantCulture, $"&#{(int)letter};");
            else escaped.Append(IsHidden(letter) ? '\ufffd' : letter);
        }

        return escaped.ToString();
    }

    /// <summary>At most <paramref name="length"/> characters of it, cut before it is escaped, so that no reference is cut.</summary>
    public static string Escape(string text, int length) =>
        text.Length <= length ? Escape(text) : Escape(text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)]) + "…";

    /// <summary>Escaped, in a typewriter face; forges look for no mention in it.</summary>
    public static string Code(string text) => $"<code>{Escape(text)}</code>";

    private static bool IsHidden(char letter) => char.IsControl(letter) || char.GetUnicodeCategory(letter) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
