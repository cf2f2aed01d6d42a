using System.Diagnostics.CodeAnalysis;
using Reconciler.Adapters.Yaml.Fields;

namespace Reconciler.Adapters.Yaml.Types;

/// <summary>Paths and permissions.</summary>
internal static class FileTypes
{
    private const int LongestPath = 4096;

    public static ParsedType<string> Path { get; } = new(
        "path", "a path inside the repository", FieldCodes.BadPath, "an absolute path, or one below the repository's root", TryParsePath, @"^(?!\.\.(/|$)).+$", bounds: (1, LongestPath));

    /// <summary>Permission bits of files that hold a key.</summary>
    public static ParsedType<UnixFileMode> KeyFileMode { get; } = new(
        "mode", "a file mode", FieldCodes.BadFileMode, "octal, such as \"0600\" or \"0640\"; others have no access to a key", TryParseMode, "^0?[67][0-7]0$");

    public static bool IsInside(string path)
    {
        if (path.StartsWith('/')) return true;
        var depth = 0;
        foreach (var part in path.AsSpan().Split('/'))
        {
            var name = path.AsSpan()[part];
            if (name is "..") depth--;
            else if (name is not ("" or ".")) depth++;
            if (depth < 0) return false;
        }

        return true;
    }

    private static bool TryParsePath(string text, [NotNullWhen(true)] out string? value)
    {
        value = text;
        return PrintableText.Fits(text, 1, LongestPath) && IsInside(text);
    }

    private static bool TryParseMode(string text, out UnixFileMode value)
    {
        value = UnixFileMode.None;
        if (text.Length is < 3 or > 4 || (text.Length == 4 && text[0] != '0')) return false;
        var bits = 0;
        foreach (var c in text)
        {
            if (c is < '0' or > '7') return false;
            bits = (bits * 8) + (c - '0');
        }

        value = (UnixFileMode)bits;
        const UnixFileMode Needed = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        return (value & Needed) == Needed && (value & Others) == 0;
    }
}
