namespace Reconciler.Adapters.Yaml.Types;

/// <summary>Names of objects, accounts and regions.</summary>
internal static class NameGrammar
{
    /// <summary>The grammar as a regular expression without anchors.</summary>
    public const string Expression = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

    private const int Longest = 63;

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
}
