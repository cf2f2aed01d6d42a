using System.Security.Cryptography;
using System.Text;

namespace Reconciler.Core.Validation;

/// <summary>
/// The two tokens of a domain's validation record (rows DNS-02 to DNS-05): derived, never stored, from public inputs alone, so that everyone who
/// has the repository computes the same record.
/// </summary>
/// <param name="Owner"><c>_token1.domain</c>, absolute, no trailing dot.</param>
/// <param name="Target"><c>_token2.zone</c>, absolute, no trailing dot.</param>
public sealed record ValidationTokens(string Owner, string Target)
{
    /// <summary>What a token puts in front of a domain or zone: underscore, 32 hexadecimal digits, dot.</summary>
    public const int PrefixLength = 34;

    private const int DigestOctets = 16;

    /// <summary>
    /// Derives the record of <paramref name="domain"/> (wildcard stripped, lower case) for an account: HMAC-SHA-256 under the UTF-8 of the salt as
    /// written, over <c>v1|name|account|zone|domain</c> for the owner and <c>v1|value|…</c> for the target, the first 128 bits of each.
    /// </summary>
    public static ValidationTokens Derive(string salt, string account, string zone, string domain)
    {
        ArgumentNullException.ThrowIfNull(salt);
        var key = Encoding.UTF8.GetBytes(salt);
        return new(Prefixed(key, "v1|name|", account, zone, domain, domain), Prefixed(key, "v1|value|", account, zone, domain, zone));
    }

    private static string Prefixed(byte[] key, string label, string account, string zone, string domain, string parent)
    {
        var message = $"{label}{account}|{zone}|{domain}";
        Span<byte> encoded = message.Length <= 512 ? stackalloc byte[Encoding.UTF8.GetMaxByteCount(message.Length)] : new byte[Encoding.UTF8.GetMaxByteCount(message.Length)];
        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, encoded[..Encoding.UTF8.GetBytes(message, encoded)], digest);
        Span<char> token = stackalloc char[DigestOctets * 2];
        Convert.TryToHexStringLower(digest[..DigestOctets], token, out _);
        return $"_{token}.{parent}";
    }
}
