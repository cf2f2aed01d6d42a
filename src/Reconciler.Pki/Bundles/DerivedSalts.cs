using System.Buffers.Binary;
using System.Security.Cryptography;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Domain;

namespace Reconciler.Pki.Bundles;

/// <summary>
/// Salts and initialization vectors of one file, by HMAC-SHA-256 under its private key over everything else that goes into it. To whoever lacks the
/// key they are as good as random, none comes twice unless the whole file does, and the same input gives the same file.
/// </summary>
internal sealed class DerivedSalts : IDisposable
{
    private readonly byte[] _seed = GC.AllocateUninitializedArray<byte>(HMACSHA256.HashSizeInBytes, pinned: true);

    public DerivedSalts(BundleFormat format, BundleContent content, Secret passphrase, int iterations)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, content.PrivateKey.Bytes);
        Span<byte> number = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(number, (int)format);
        mac.AppendData(number);
        BinaryPrimitives.WriteInt32BigEndian(number, iterations);
        mac.AppendData(number);
        Append(mac, System.Text.Encoding.UTF8.GetBytes(content.Name));
        Append(mac, passphrase.Bytes);
        Append(mac, content.Leaf);
        foreach (var certificate in content.Chain) Append(mac, certificate);
        mac.GetHashAndReset(_seed);
    }

    /// <param name="length">Octets, at most 32.</param>
    public byte[] Take(ReadOnlySpan<byte> purpose, int length) => HMACSHA256.HashData(_seed, purpose)[..length];

    public void Dispose() => CryptographicOperations.ZeroMemory(_seed);

    private static void Append(IncrementalHash mac, ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
        mac.AppendData(length);
        mac.AppendData(part);
    }
}
