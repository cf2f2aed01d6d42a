using System.Text;

namespace Reconciler.Adapters.Yaml;

/// <summary>Text of a manifest inside a message: in quotes, on one line, cut after 60 characters.</summary>
internal static class Quote
{
    private const int Longest = 60;

    public static string Of(string text)
    {
        var quoted = new StringBuilder("\"", Math.Min(text.Length, Longest) + 3);
        var count = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (count++ == Longest)
            {
                quoted.Append('…');
                break;
            }

            if (PrintableText.IsPrintable(rune)) quoted.Append(rune.ToString());
            else quoted.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
        }

        return quoted.Append('"').ToString();
    }
}
