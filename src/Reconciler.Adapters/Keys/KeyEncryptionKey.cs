using System.Security.Cryptography;

namespace Reconciler.Adapters.Keys;

/// <summary>A key-encryption key ready for use. Thread safe: the cipher takes one caller at a time, for less than a microsecond.</summary>
internal sealed class KeyEncryptionKey : IDisposable
{
    /// <summary>Octets of the key (AES-256).</summary>
    public const int Length = 32;

    /// <summary>Octets of <see cref="Id"/>.</summary>
    public const int IdLength = 8;

    private readonly Lock _one = new();
    private readonly AesGcm _cipher;
    private readonly byte[] _id;

    /// <param name="key">Copied into the cipher; the caller zeroes it.</param>
    /// <param name="place">Where it came from, for messages: a file or a variable.</param>
    /// <param name="scope">Whose it is, for messages.</param>
    public KeyEncryptionKey(ReadOnlySpan<byte> key, string place, string scope)
    {
        _cipher = new(key, SealedBlob.TagLength);
        _id = IdOf(key);
        (Place, Scope) = (place, scope);
    }

    public string Place { get; }

    public string Scope { get; }

    /// <summary>Tells keys apart without telling the key: the beginning of a digest of 256 random bits.</summary>
    public ReadOnlySpan<byte> Id => _id;

    public void Wrap(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> dataKey, Span<byte> wrapped, Span<byte> tag, ReadOnlySpan<byte> associated)
    {
        lock (_one) _cipher.Encrypt(nonce, dataKey, wrapped, tag, associated);
    }

    /// <summary>Throws <see cref="AuthenticationTagMismatchException"/> when anything differs from what was wrapped.</summary>
    public void Unwrap(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> tag, Span<byte> dataKey, ReadOnlySpan<byte> associated)
    {
        lock (_one) _cipher.Decrypt(nonce, wrapped, tag, dataKey, associated);
    }

    public void Dispose() => _cipher.Dispose();

    private static byte[] IdOf(ReadOnlySpan<byte> key)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData("reconciler key-encryption key"u8);
        hash.AppendData(key);
        hash.GetHashAndReset(digest);
        return digest[..IdLength].ToArray();
    }
}
