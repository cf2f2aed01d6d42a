namespace Reconciler.Core.Validation;

/// <summary>The value of an <c>issue</c> or <c>issuewild</c> property (RFC 8659, section 4.2).</summary>
internal static class CaaIssuer
{
    /// <summary>
    /// The issuer's domain as written, or null when the value names nobody: empty, <c>;</c>, or malformed. Parameters are checked for form; what they ask for
    /// (RFC 8657) is not looked at, and unknown ones are ignored as the RFC demands.
    /// </summary>
    public static string? DomainOf(string value)
    {
        var semicolon = value.IndexOf(';', StringComparison.Ordinal);
        var domain = Trim(semicolon < 0 ? value : value.AsSpan(0, semicolon));
        if (!IsDomain(domain)) return null;
        return semicolon < 0 || AreParameters(value.AsSpan(semicolon + 1)) ? domain.ToString() : null;
    }

    private static bool IsDomain(ReadOnlySpan<char> domain)
    {
        foreach (var label in domain.Split('.'))
        {
            if (!IsLabel(domain[label])) return false;
        }

        return true;
    }

    private static bool AreParameters(ReadOnlySpan<char> text)
    {
        if (Trim(text).IsEmpty) return true;
        foreach (var part in text.Split(';'))
        {
            if (!IsParameter(Trim(text[part]))) return false;
        }

        return true;
    }

    private static bool IsParameter(ReadOnlySpan<char> parameter)
    {
        var equals = parameter.IndexOf('=');
        if (equals < 0 || !IsLabel(Trim(parameter[..equals]))) return false;
        foreach (var character in Trim(parameter[(equals + 1)..]))
        {
            if (character is < '!' or > '~') return false;
        }

        return true;
    }

    /// <summary>Letters and digits with inner hyphens: the form of a label and of a parameter's tag.</summary>
    private static bool IsLabel(ReadOnlySpan<char> label)
    {
        if (label.IsEmpty || label[0] == '-' || label[^1] == '-') return false;
        foreach (var character in label)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character != '-') return false;
        }

        return true;
    }

    /// <summary>WSP of RFC 5234 is space and tab, nothing else.</summary>
    private static ReadOnlySpan<char> Trim(ReadOnlySpan<char> text) => text.Trim(" \t");
}
