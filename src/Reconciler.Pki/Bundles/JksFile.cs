using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Security.Cryptography;
using Reconciler.Core.Applying.Ports;
using Reconciler.Pki.Encoding;

namespace Reconciler.Pki.Bundles;

/// <summary>
/// A Java keystore of one private-key entry, version 2 of the format. The key is hidden by a stream of SHA-1 digests of password and salt; a digest
/// over all of it shows damage. Nothing in the format can be made stronger.
/// </summary>
[SuppressMessage("Security", "CA5350", Justification = "the format knows SHA-1 alone")]
internal static class JksFile
{
    private const uint Magic = 0xFEEDFEED;
    private const int FormatVersion = 2;
    private const int PrivateKeyEntry = 1;
    private const string KeyProtector = "1.3.6.1.4.1.42.2.17.1.1";
    private const int SaltLength = SHA1.HashSizeInBytes;

    public static byte[] Encode(BundleContent content, ReadOnlySpan<byte> passphrase, DerivedSalts salts)
    {
        using var characters = new WidePassphrase(passphrase);
        using var file = new MemoryStream();
        WriteInt(file, unchecked((int)Magic));
        WriteInt(file, FormatVersion);
        WriteInt(file, 1);
        WriteInt(file, PrivateKeyEntry);
        WriteText(file, content.Name);
        WriteLong(file, CreatedAt(content.Leaf).ToUnixTimeMilliseconds());
        WriteBytes(file, Protect(content.PrivateKey.Bytes, characters.Bytes, salts.Take("key salt"u8, SaltLength)));
        WriteInt(file, 1 + content.Chain.Length);
        WriteCertificate(file, content.Leaf);
        foreach (var certificate in content.Chain) WriteCertificate(file, certificate);
        file.Write(Seal(file, characters.Bytes));
        return file.ToArray();
    }

    /// <summary>The format wants an instant of creation: the leaf's own, so that the same content gives the same file.</summary>
    private static DateTimeOffset CreatedAt(byte[] leaf) =>
        CertificateReader.Read(leaf).IsOk(out var contents, out _) ? contents.NotBefore.Instant : DateTimeOffset.UnixEpoch;

    private static byte[] Protect(ReadOnlySpan<byte> key, ReadOnlySpan<byte> passphrase, byte[] salt)
    {
        var hidden = new byte[SaltLength + key.Length + SHA1.HashSizeInBytes];
        salt.CopyTo(hidden, 0);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        Span<byte> digest = stackalloc byte[SHA1.HashSizeInBytes];
        salt.CopyTo(digest);
        for (var i = 0; i < key.Length; i++)
        {
            var at = i % digest.Length;
            if (at == 0) Digest(hash, passphrase, digest, digest);
            hidden[SaltLength + i] = (byte)(key[i] ^ digest[at]);
        }

        Digest(hash, passphrase, key, hidden.AsSpan(SaltLength + key.Length));
        CryptographicOperations.ZeroMemory(digest);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(KeyProtector);
                writer.WriteNull();
            }

            writer.WriteOctetString(hidden);
        }

        return writer.Encode();
    }

    private static byte[] Seal(MemoryStream file, ReadOnlySpan<byte> passphrase)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(passphrase);
        hash.AppendData("Mighty Aphrodite"u8); // the format's own constant
        hash.AppendData(file.GetBuffer(), 0, (int)file.Length);
        return hash.GetHashAndReset();
    }

    private static void Digest(IncrementalHash hash, ReadOnlySpan<byte> passphrase, ReadOnlySpan<byte> text, Span<byte> digest)
    {
        hash.AppendData(passphrase);
        hash.AppendData(text);
        hash.GetHashAndReset(digest);
    }

    private static void WriteCertificate(MemoryStream file, byte[] certificate)
    {
        WriteText(file, "X.509");
        WriteBytes(file, certificate);
    }

    private static void WriteBytes(MemoryStream file, byte[] bytes)
    {
        WriteInt(file, bytes.Length);
        file.Write(bytes);
    }

    private static void WriteText(MemoryStream file, string text)
    {
        Span<byte> length = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(length, checked((ushort)text.Length));
        file.Write(length);
        file.Write(System.Text.Encoding.ASCII.GetBytes(text));
    }

    private static void WriteInt(MemoryStream file, int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        file.Write(bytes);
    }

    private static void WriteLong(MemoryStream file, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        file.Write(bytes);
    }

    /// <summary>The passphrase as Java's characters: two octets each.</summary>
    private sealed class WidePassphrase : IDisposable
    {
        private readonly byte[] _bytes;

        public WidePassphrase(ReadOnlySpan<byte> ascii)
        {
            _bytes = GC.AllocateArray<byte>(ascii.Length * 2, pinned: true);
            for (var i = 0; i < ascii.Length; i++) _bytes[(i * 2) + 1] = ascii[i];
        }

        public ReadOnlySpan<byte> Bytes => _bytes;

        public void Dispose() => CryptographicOperations.ZeroMemory(_bytes);
    }
}
