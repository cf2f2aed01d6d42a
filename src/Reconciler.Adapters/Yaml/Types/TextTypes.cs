using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Reconciler.Adapters.Yaml.Fields;

namespace Reconciler.Adapters.Yaml.Types;

/// <summary>Text with a form of its own.</summary>
internal static class TextTypes
{
    private static readonly SearchValues<char> MailDelimiters = SearchValues.Create(" <>,;\"");

    /// <summary>commonName and organizationName have an upper bound of 64 (RFC 5280, appendix A.1).</summary>
    public static TextType Attribute { get; } = new("text", 1, 64);

    public static TextType Salt { get; } = new("text", 1, 256, isFree: true);

    /// <summary>A program or one argument of it.</summary>
    public static TextType Argument { get; } = new("text", 0, 4096, isFree: true);

    public static ListType<string> Command { get; } = new(Argument, Repeats.Kept, least: 1);

    public static ParsedType<string> Country { get; } = new(
        "country", "a country code", FieldCodes.BadText, "two capital letters of ISO 3166, such as SE", TryParseCountry, "^[A-Z]{2}$");

    public static ParsedType<string> Mail { get; } = new(
        "mail address", "a mail address", FieldCodes.BadText, "write it as pki@example.com", TryParseMail, "^[^ <>,;\"@]+@[^ <>,;\"@]+$", bounds: (3, 254));

    /// <summary>Absolute http URL; a trailing slash is dropped.</summary>
    public static ParsedType<string> HttpUrl { get; } = new(
        "http URL", "a plain http URL", FieldCodes.BadUrl, "write it as http://pki.corp.example", TryParseUrl, "^http://[^/?#@ ]+(/[^?# ]*)?$", bounds: (8, 1024));

    /// <summary>Where events are posted to.</summary>
    public static ParsedType<string> HookUrl { get; } = new(
        "URL", "an https or http URL", FieldCodes.BadHookUrl, "write it as https://hooks.corp.example/certificates", TryParseHookUrl, "^https?://[^/?#@ ]+(/[^# ]*)?$", bounds: (8, 1024));

    /// <summary>Login at a mail server.</summary>
    public static TextType Login { get; } = new("text", 1, 256);

    public static ParsedType<string> UserName { get; } = new(
        "user", "a user name", FieldCodes.BadText, "the name of a user of this machine, such as root", TryParseUser, "^[^-:/ ][^:/ ]*$", bounds: (1, 64));

    private static bool TryParseCountry(string text, [NotNullWhen(true)] out string? value)
    {
        value = text;
        return text.Length == 2 && char.IsAsciiLetterUpper(text[0]) && char.IsAsciiLetterUpper(text[1]);
    }

    private static bool TryParseMail(string text, [NotNullWhen(true)] out string? value)
    {
        value = text;
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && at < text.Length - 1 && at == text.LastIndexOf('@') && !text.AsSpan().ContainsAny(MailDelimiters) && PrintableText.Fits(text, 3, 254);
    }

    private static bool TryParseUrl(string text, [NotNullWhen(true)] out string? value)
    {
        value = text.TrimEnd('/');
        return text.StartsWith("http://", StringComparison.Ordinal)
            && text.Length <= 1024
            && !text.AsSpan().ContainsAnyExceptInRange('!', '~')
            && Uri.TryCreate(text, UriKind.Absolute, out var url)
            && url.Host.Length > 0 && url.UserInfo.Length == 0
            && !text.AsSpan().ContainsAny('#', '?');
    }

    private static bool TryParseHookUrl(string text, [NotNullWhen(true)] out string? value)
    {
        value = text;
        return text.Length <= 1024
            && (text.StartsWith("https://", StringComparison.Ordinal) || text.StartsWith("http://", StringComparison.Ordinal))
            && !text.AsSpan().ContainsAnyExceptInRange('!', '~')
            && Uri.TryCreate(text, UriKind.Absolute, out var url)
            && url.Host.Length > 0 && url.UserInfo.Length == 0
            && !text.Contains('#', StringComparison.Ordinal);
    }

    private static bool TryParseUser(string text, [NotNullWhen(true)] out string? value)
    {
        value = text;
        return text.Length is > 0 and <= 64 && text[0] != '-' && !text.AsSpan().ContainsAny(":/ ") && PrintableText.Fits(text, 1, 64);
    }
}
