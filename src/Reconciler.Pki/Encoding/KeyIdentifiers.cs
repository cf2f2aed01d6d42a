using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Reconciler.Pki.Encoding;

internal static class KeyIdentifiers
{
    /// <summary>Octets of a key identifier.</summary>
    public const int Length = 20;

    /// <summary>160 bit SHA-1 of the key's bits (RFC 5280, section 4.2.1.2, method 1).</summary>
    [SuppressMessage("Security", "CA5350", Justification = "The identifier finds a key; nothing is trusted for it.")]
    public static byte[] Of(PublicKeyContents key) => SHA1.HashData(key.KeyBits.Span);
}
