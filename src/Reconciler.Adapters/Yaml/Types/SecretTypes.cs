using System.Diagnostics.CodeAnalysis;
using Reconciler.Adapters.Yaml.Fields;

namespace Reconciler.Adapters.Yaml.Types;

/// <summary>Places of secrets.</summary>
internal static class SecretTypes
{
    private const int LongestName = 128;
    private const int LongestPath = 4096;

    public static ParsedType<string> Variable { get; } = new(
        "variable", "the name of an environment variable", FieldCodes.BadSecret, "letters, digits and underscores, such as KEYSTORE_PASSWORD", TryParseVariable,
        "^[A-Za-z_][A-Za-z0-9_]*$", bounds: (1, LongestName));

    public static ParsedType<string> File { get; } = new(
        "absolute path", "an absolute path", FieldCodes.BadSecret, "the absolute path of a file outside the repository", TryParseFile, "^/.+$", bounds: (2, LongestPath));

    private static bool TryParseVariable(string text, [NotNullWhen(true)] out string? value)
    {
        value = text;
        return text.Length is > 0 and <= LongestName && !char.IsAsciiDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
    }

    private static bool TryParseFile(string text, [NotNullWhen(true)] out string? value)
    {
        value = text;
        return text.StartsWith('/') && PrintableText.Fits(text, 2, LongestPath);
    }
}
