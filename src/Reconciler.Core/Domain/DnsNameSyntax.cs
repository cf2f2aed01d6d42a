using System.Globalization;
using System.Net;
using System.Text;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Core.Domain;

/// <summary>Why a text is no host name for a certificate (rows NAM-04, NAM-05).</summary>
/// <param name="Reason">One sentence without a full stop.</param>
/// <param name="Suggestion">What to write instead; null when there is no obvious one.</param>
public sealed record NameProblem(string Reason, string? Suggestion);

/// <summary>The grammar of names in certificates (rows NAM-04 and NAM-05; RFC 1034 section 3.5, RFC 5890).</summary>
public static class DnsNameSyntax
{
    /// <summary>Octets of a name written without its trailing dot (RFC 1034, section 3.1: 255 on the wire).</summary>
    public const int MaxLength = 253;

    /// <summary>Octets of a label.</summary>
    public const int MaxLabelLength = 63;

    /// <summary>Longer texts are not quoted in messages.</summary>
    private const int MaxQuoted = 300;

    /// <summary>Reads a name as a manifest holds it. Capitals are folded and reported through <paramref name="folded"/>; nothing else is changed.</summary>
    public static Result<DnsName, NameProblem> Parse(string text, out bool folded)
    {
        ArgumentNullException.ThrowIfNull(text);
        folded = false;
        if (CheckWhole(text) is { } whole) return whole;
        folded = text.AsSpan().ContainsAnyInRange('A', 'Z');
        var name = folded ? text.ToLowerInvariant() : text;
        var wildcard = name.StartsWith("*.", StringComparison.Ordinal);
        for (var start = wildcard ? 2 : 0; start <= name.Length;)
        {
            var rest = name.AsSpan(start);
            var length = rest.IndexOf('.');
            if (length < 0) length = rest.Length;
            if (CheckLabel(name, rest[..length]) is { } problem) return problem;
            start += length + 1;
        }

        return new DnsName(name);
    }

    private static NameProblem? CheckWhole(string text)
    {
        if (text.Length == 0) return new("the name is empty", null);
        if (text.Length > MaxQuoted) return new($"the name has {text.Length} characters, more than {MaxLength}", null);
        if (!Ascii.IsValid(text)) return new($"\"{Printable(text)}\" holds letters outside ASCII; write the A-label form (RFC 5890)", AsciiForm(text));
        if (text.EndsWith('.')) return new($"\"{Printable(text)}\" ends with a dot; names in certificates are written without it", IfValid(text[..^1]));
        if (text.Length > MaxLength) return new($"the name has {text.Length} octets, more than {MaxLength}", null);
        if (IPAddress.TryParse(text.AsSpan().Trim("[]"), out _)) return new($"\"{text}\" is an IP address, not a host name", null);
        return EndsInNumber(text) ? new($"\"{Printable(text)}\" ends in a number, which programs read as an IP address", null) : null;
    }

    private static NameProblem? CheckLabel(string name, ReadOnlySpan<char> label)
    {
        if (label.Length == 0) return new($"\"{Printable(name)}\" has an empty label", null);
        if (label.Length > MaxLabelLength) return new($"label \"{Printable(label.ToString())}\" has {label.Length} octets, more than {MaxLabelLength}", null);
        if (label.Contains('*')) return new($"\"*\" in \"{Printable(name)}\" may only be the whole left-most label, once, in front of a domain", null);
        if (label.Contains('_')) return new($"\"{Printable(name)}\" holds an underscore, which host names may not", null);
        foreach (var letter in label)
        {
            if (!char.IsAsciiLetterLower(letter) && !char.IsAsciiDigit(letter) && letter != '-')
                return new($"\"{Printable(name)}\" holds {Describe(letter)}; a label is of letters, digits and hyphens", null);
        }

        if (label[0] == '-' || label[^1] == '-') return new($"label \"{label}\" begins or ends with a hyphen", null);
        if (label.Length < 4 || label[2] != '-' || label[3] != '-') return null;
        return label.StartsWith(InternationalLabel.Prefix, StringComparison.Ordinal)
            ? CheckInternational(name, label.ToString())
            : new($"label \"{label}\" has hyphens in positions 3 and 4, which are reserved for xn-- (RFC 5891, section 4.2.3.1)", null);
    }

    /// <summary>Like <see cref="InternationalLabel.Check"/>, with the whole name as suggestion.</summary>
    private static NameProblem? CheckInternational(string name, string label)
    {
        var problem = InternationalLabel.Check(label);
        if (problem?.Suggestion is not { } better) return problem;
        var whole = string.Join('.', name.Split('.').Select(part => part == label ? better : part));
        return problem with { Suggestion = whole == name ? null : IfValid(whole) };
    }

    /// <summary>The name with each U-label written as its A-label; null when that is no valid name either.</summary>
    private static string? AsciiForm(string text)
    {
        // RFC 3490, section 3.1: these three also separate labels.
        var labels = text.Replace('\u3002', '.').Replace('\uFF0E', '.').Replace('\uFF61', '.').Split('.').Select(InternationalLabel.ToAscii).ToArray();
        if (labels.Contains(null)) return null;
        var ascii = string.Join('.', labels);
        return Ascii.IsValid(ascii) ? IfValid(ascii) : null;
    }

    private static string? IfValid(string suggestion) => Parse(suggestion, out _).IsOk(out var name, out _) ? name.Value : null;

    /// <summary>A last label of digits alone, or hexadecimal with <c>0x</c> (WHATWG URL, "ends in a number"; RFC 3696, section 2).</summary>
    private static bool EndsInNumber(string text)
    {
        var last = text.AsSpan(text.LastIndexOf('.') + 1);
        if (last.Length > 0 && !last.ContainsAnyExceptInRange('0', '9')) return true;
        return last.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && last[2..].TrimStart("0123456789abcdefABCDEF").IsEmpty;
    }

    private static string Describe(char letter) => letter switch
    {
        ' ' => "a space",
        < ' ' or '\x7f' => $"the control character U+{(int)letter:X4}",
        _ => $"\"{letter}\"",
    };

    private static string Printable(string text) => text.Any(IsUnprintable) ? string.Concat(text.Select(letter => IsUnprintable(letter) ? '?' : letter)) : text;

    /// <summary>Controls, and the format characters that reorder text on a terminal; halves of pairs are left, a writer replaces lone ones.</summary>
    private static bool IsUnprintable(char letter) => char.GetUnicodeCategory(letter) is UnicodeCategory.Control or UnicodeCategory.Format;
}
