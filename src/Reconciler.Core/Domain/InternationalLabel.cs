using System.Globalization;
using System.Text;

namespace Reconciler.Core.Domain;

/// <summary>The two forms of an internationalized label (RFC 5890, section 2.3.2.1): the U-label that people read and the A-label that the DNS carries.</summary>
internal static class InternationalLabel
{
    public const string Prefix = "xn--";

    /// <summary>The A-label of a label in any form, folded to lower case and form C; an ASCII label as it is. Null when it would be too long or holds what no label can.</summary>
    public static string? ToAscii(string label)
    {
        var folded = CanonicalForm.Compose(label.ToLowerInvariant());
        if (Ascii.IsValid(folded)) return folded;
        return folded.EnumerateRunes().All(IsVisible) && Punycode.TryEncode(folded) is { } encoded ? Prefix + encoded : null;
    }

    /// <summary>Why a label that begins with <see cref="Prefix"/> is no A-label; null when it is one: it decodes, and what it decodes to gives the same label back.</summary>
    public static NameProblem? Check(string label)
    {
        if (!Punycode.TryDecode(label.AsSpan(Prefix.Length), out var text) || text.Length == 0)
            return new($"label \"{label}\" begins with xn-- but does not decode as Punycode (RFC 3492)", null);
        if (CanonicalForm.Compose(text) != text)
            return new($"label \"{label}\" decodes to text that is not in Unicode normalization form C", ToAscii(text));
        if (!text.EnumerateRunes().All(IsVisible)) return new($"label \"{label}\" decodes to control, space or private-use characters", null);
        return ToAscii(text) == label ? null : new($"label \"{label}\" is not the A-label of what it decodes to", ToAscii(text));
    }

    /// <summary>False for what RFC 5892 disallows and a reader cannot see; U+200C and U+200D, which it allows in context, are format characters too.</summary>
    private static bool IsVisible(Rune rune) => rune.Value is 0x200C or 0x200D || (rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate
        or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator));
}
