namespace Reconciler.Pki.Linting;

/// <summary>
/// Preferred name syntax in lower case with an optional left-most <c>*</c> label. Deliberately not the grammar that manifests are read by: a
/// second opinion over the bytes.
/// </summary>
internal static class HostNames
{
    private const int LongestName = 253;
    private const int LongestLabel = 63;

    public static bool IsValid(ReadOnlySpan<char> name)
    {
        if (name.Length > LongestName) return false;
        var rest = name.StartsWith("*.") ? name[2..] : name;
        var last = rest;
        foreach (var range in rest.Split('.'))
        {
            last = rest[range];
            if (!IsLabel(last)) return false;
        }

        // An all-numeric last label is an IPv4 address or nothing (RFC 3696, section 2).
        return last.ContainsAnyExceptInRange('0', '9');
    }

    /// <summary>Labels of the name, a wildcard's <c>*</c> not counted.</summary>
    public static int CountLabels(string name) => name.AsSpan(name.StartsWith("*.", StringComparison.Ordinal) ? 2 : 0).Count('.') + 1;

    private static bool IsLabel(ReadOnlySpan<char> label)
    {
        if (label.Length is 0 or > LongestLabel || label[0] == '-' || label[^1] == '-') return false;
        foreach (var character in label)
        {
            if (!char.IsAsciiLetterLower(character) && !char.IsAsciiDigit(character) && character != '-') return false;
        }

        return true;
    }
}
