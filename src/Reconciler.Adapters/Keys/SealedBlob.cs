using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Reconciler.Core.Actual;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Keys;

/// <summary>How opening a sealed key ended.</summary>
internal enum OpenOutcome
{
    Opened,

    /// <summary>Sealed under another key-encryption key; nothing was decrypted.</summary>
    OtherKey,

    /// <summary>The bytes or the context differ from what was sealed.</summary>
    Damaged,

    /// <summary>A form of a newer version.</summary>
    Unknown,
}

/// <summary>
/// The stored form of a private key: <c>version (1) | id of the key-encryption key (8) | nonce (12), data key (32), tag (16) | nonce (12), tag (16),
/// private key</c>. Both encryptions are AES-256-GCM with the key's context as associated data. Each private key has a data key of its own, used
/// once; the nonces under a key-encryption key are random, 96 bits, good for 2^32 keys (NIST SP 800-38D, section 8.3).
/// </summary>
internal static class SealedBlob
{
    public const int TagLength = 16;

    private const byte Version = 1;
    private const int NonceLength = 12;
    private const int DataKeyLength = 32;
    private const int WrapNonce = 1 + KeyEncryptionKey.IdLength;
    private const int Wrapped = WrapNonce + NonceLength;
    private const int WrapTag = Wrapped + DataKeyLength;
    private const int Nonce = WrapTag + TagLength;
    private const int Tag = Nonce + NonceLength;
    private const int Body = Tag + TagLength;

    public static SealedKey Seal(KeyEncryptionKey key, KeyContext context, ReadOnlySpan<byte> privateKey, IEntropy entropy)
    {
        var blob = new byte[Body + privateKey.Length];
        Span<byte> random = stackalloc byte[DataKeyLength + NonceLength + NonceLength];
        var associated = ArrayPool<byte>.Shared.Rent(MaxAssociated(context));
        try
        {
            var bound = associated.AsSpan(0, WriteAssociated(context, associated));
            entropy.Fill(random);
            var dataKey = random[..DataKeyLength];
            blob[0] = Version;
            key.Id.CopyTo(blob.AsSpan(1));
            random.Slice(DataKeyLength, NonceLength).CopyTo(blob.AsSpan(WrapNonce));
            random[^NonceLength..].CopyTo(blob.AsSpan(Nonce));
            key.Wrap(
                blob.AsSpan(WrapNonce, NonceLength), dataKey, blob.AsSpan(Wrapped, DataKeyLength), blob.AsSpan(WrapTag, TagLength), bound);
            using var cipher = new AesGcm(dataKey, TagLength);
            cipher.Encrypt(blob.AsSpan(Nonce, NonceLength), privateKey, blob.AsSpan(Body), blob.AsSpan(Tag, TagLength), bound);
            return new(blob);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(random);
            ArrayPool<byte>.Shared.Return(associated);
        }
    }

    /// <summary><paramref name="secret"/> is set exactly when it opened; the caller owns it.</summary>
    public static OpenOutcome TryOpen(KeyEncryptionKey key, KeyContext context, ReadOnlySpan<byte> blob, out Secret? secret)
    {
        secret = null;
        Span<byte> dataKey = stackalloc byte[DataKeyLength];
        byte[]? plain = null;
        var associated = ArrayPool<byte>.Shared.Rent(MaxAssociated(context));
        try
        {
            var bound = associated.AsSpan(0, WriteAssociated(context, associated));
            var unwrapped = Unwrap(key, blob, bound, dataKey);
            if (unwrapped != OpenOutcome.Opened) return unwrapped;
            plain = GC.AllocateUninitializedArray<byte>(blob.Length - Body, pinned: true);
            using var cipher = new AesGcm(dataKey, TagLength);
            cipher.Decrypt(blob.Slice(Nonce, NonceLength), blob[Body..], blob.Slice(Tag, TagLength), plain, bound);
            secret = Secret.Take(plain);
            return OpenOutcome.Opened;
        }
        catch (AuthenticationTagMismatchException)
        {
            return OpenOutcome.Damaged;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
            CryptographicOperations.ZeroMemory(plain);
            ArrayPool<byte>.Shared.Return(associated);
        }
    }

    /// <summary>Whether the key-encryption key is the one for this context, shown on the data key alone: the private key stays sealed.</summary>
    public static OpenOutcome Prove(KeyEncryptionKey key, KeyContext context, ReadOnlySpan<byte> blob)
    {
        Span<byte> dataKey = stackalloc byte[DataKeyLength];
        var associated = ArrayPool<byte>.Shared.Rent(MaxAssociated(context));
        try
        {
            return Unwrap(key, blob, associated.AsSpan(0, WriteAssociated(context, associated)), dataKey);
        }
        catch (AuthenticationTagMismatchException)
        {
            return OpenOutcome.Damaged;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
            ArrayPool<byte>.Shared.Return(associated);
        }
    }

    private static OpenOutcome Unwrap(KeyEncryptionKey key, ReadOnlySpan<byte> blob, ReadOnlySpan<byte> bound, Span<byte> dataKey)
    {
        if (blob.Length == 0 || blob[0] != Version) return OpenOutcome.Unknown;
        if (blob.Length < Body) return OpenOutcome.Damaged;
        if (!blob.Slice(1, KeyEncryptionKey.IdLength).SequenceEqual(key.Id)) return OpenOutcome.OtherKey;
        key.Unwrap(blob.Slice(WrapNonce, NonceLength), blob.Slice(Wrapped, DataKeyLength), blob.Slice(WrapTag, TagLength), dataKey, bound);
        return OpenOutcome.Opened;
    }

    // Lines: crn, region, version, public-key hash. None of them holds a line end, so two contexts never give the same bytes.
    private static int WriteAssociated(KeyContext context, Span<byte> bytes) => Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{context.Crn}\n{context.Crn.Region}\n{context.Version}\n{context.PublicKeyHash}"), bytes);

    private static int MaxAssociated(KeyContext context) =>
        Encoding.UTF8.GetMaxByteCount(
            context.Crn.Account.Length + (2 * context.Crn.Region.Length) + context.Crn.Type.Length + context.PublicKeyHash.Length + 64);
}
