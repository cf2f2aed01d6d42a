using System.Globalization;
using System.Text;

namespace Reconciler.Adapters.Yaml;

/// <summary>Text that people can see: no control or format characters, line breaks, private or unassigned code points.</summary>
internal static class PrintableText
{
    public static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    /// <summary>Printable throughout, its number of code points within the bounds, both inclusive. A lone surrogate is not printable.</summary>
    public static bool Fits(string text, int shortest, int longest)
    {
        var count = 0;
        for (var at = 0; at < text.Length; count++)
        {
            if (!Rune.TryGetRuneAt(text, at, out var rune) || !IsPrintable(rune)) return false;
            at += rune.Utf16SequenceLength;
        }

        return count >= shortest && count <= longest;
    }
}
