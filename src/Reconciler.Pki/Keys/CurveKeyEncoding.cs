using System.Formats.Asn1;
using System.Security.Cryptography;
using Reconciler.Core.Domain;
using Reconciler.Pki.Encoding;

namespace Reconciler.Pki.Keys;

/// <summary>
/// Both encodings of a key on one named curve, SubjectPublicKeyInfo (RFC 5480) and PKCS#8 (RFC 5958) holding an ECPrivateKey with its public key (RFC 5915).
/// All lengths are fixed by the curve, so each is a template with holes, and the key is read once and not once for each.
/// </summary>
internal sealed class CurveKeyEncoding
{
    /// <summary>First octet of a point that is written with both coordinates (SEC 1, 2.3.3).</summary>
    public const byte Uncompressed = 4;

    private readonly byte[] _public;
    private readonly byte[] _private;
    private readonly int _scalarAt;
    private readonly int _field;

    /// <param name="curve">Object identifier of the curve.</param>
    /// <param name="bits">Of its field.</param>
    public CurveKeyEncoding(string curve, int bits)
    {
        _field = (bits + 7) / 8;
        var point = new byte[1 + (2 * _field)];
        point[0] = Uncompressed;
        var hole = new byte[_field];
        Array.Fill(hole, byte.MaxValue);

        var publicKey = new AsnWriter(AsnEncodingRules.DER);
        using (publicKey.PushSequence())
        {
            WriteAlgorithm(publicKey, curve);
            publicKey.WriteBitString(point);
        }

        var privateKey = new AsnWriter(AsnEncodingRules.DER);
        using (privateKey.PushSequence())
        {
            privateKey.WriteInteger(0);
            WriteAlgorithm(privateKey, curve);
            using (privateKey.PushOctetString())
            using (privateKey.PushSequence())
            {
                privateKey.WriteInteger(1);
                privateKey.WriteOctetString(hole);
                using (privateKey.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1))) privateKey.WriteBitString(point);
            }
        }

        (_public, _private) = (publicKey.Encode(), privateKey.Encode());
        _scalarAt = _private.AsSpan().IndexOf(hole);
    }

    /// <summary>The caller owns the private key, and zeroes the scalar that it gave; no other copy of it stays with us.</summary>
    /// <param name="scalar">Private key, big endian.</param>
    /// <param name="point">Public key, uncompressed.</param>
    public (Secret PrivateKey, byte[] PublicKey) Encode(ReadOnlySpan<byte> scalar, ReadOnlySpan<byte> point)
    {
        if (scalar.Length != _field || point.Length != 1 + (2 * _field) || point[0] != Uncompressed) throw new CryptographicException("the key is not of the curve that was asked for");
        var publicKey = _public.AsSpan().ToArray();
        point.CopyTo(publicKey.AsSpan(^point.Length..));
        Span<byte> encoded = stackalloc byte[_private.Length];
        _private.CopyTo(encoded);
        scalar.CopyTo(encoded[_scalarAt..]);
        point.CopyTo(encoded[^point.Length..]);
        return (Secret.Take(encoded), publicKey);
    }

    private static void WriteAlgorithm(AsnWriter writer, string curve)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(Oids.EcPublicKey);
            writer.WriteObjectIdentifier(curve);
        }
    }
}
