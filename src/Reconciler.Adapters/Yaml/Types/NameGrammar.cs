using System.Diagnostics.CodeAnalysis;
using Reconciler.Adapters.Yaml.Fields;

namespace Reconciler.Adapters.Yaml.Types;

/// <summary>Names of objects, accounts and regions.</summary>
internal static class NameGrammar
{
    private const int Longest = 63;

    public static ParsedType<string> Type { get; } = new(
        "name", "a name", FieldCodes.BadName, "1 to 63 of a-z, 0-9 and hyphen, with a letter or digit at both ends", TryParse, "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$");

    public static bool IsName(string text)
    {
        if (text.Length is 0 or > Longest || text[0] == '-' || text[^1] == '-') return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-') return false;
        }

        return true;
    }

    /// <summary>The nearest name: lower case, hyphens for blanks, dots and underscores; null when that is none either.</summary>
    public static string? Suggestion(string text)
    {
        var folded = text.ToLowerInvariant().Replace('_', '-').Replace('.', '-').Replace(' ', '-').Trim('-');
        return folded != text && IsName(folded) ? $"did you mean \"{folded}\"?" : null;
    }

    private static bool TryParse(string text, [NotNullWhen(true)] out string? value)
    {
        value = text;
        return IsName(text);
    }
}
