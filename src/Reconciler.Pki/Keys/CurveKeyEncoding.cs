using System.Formats.Asn1;
using System.Security.Cryptography;
using Reconciler.Core.Domain;
using Reconciler.Pki.Encoding;

namespace Reconciler.Pki.Keys;

/// <summary>
/// Both encodings of a key on one named curve, SubjectPublicKeyInfo (RFC 5480) and PKCS#8 (RFC 5958) holding an ECPrivateKey with its public key (RFC 5915).
/// All lengths are fixed by the curve, so each is a template with holes, and the key is read from the framework once and not once for each.
/// </summary>
internal sealed class CurveKeyEncoding
{
    private const byte Uncompressed = 4;

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

    /// <summary>The caller owns the private key; no other copy of it stays with us.</summary>
    public (Secret PrivateKey, byte[] PublicKey) Export(ECDsa key)
    {
        var parameters = key.ExportParameters(includePrivateParameters: true);
        Span<byte> encoded = stackalloc byte[_private.Length];
        try
        {
            var (x, y) = (parameters.Q.X, parameters.Q.Y);
            if (parameters.D?.Length != _field || x?.Length != _field || y?.Length != _field) throw new CryptographicException("the key is not of the curve that was asked for");
            var publicKey = _public.AsSpan().ToArray();
            x.CopyTo(publicKey.AsSpan(^(2 * _field)..^_field));
            y.CopyTo(publicKey.AsSpan(^_field..));
            _private.CopyTo(encoded);
            parameters.D.CopyTo(encoded[_scalarAt..]);
            publicKey.AsSpan(^(2 * _field)..).CopyTo(encoded[^(2 * _field)..]);
            return (Secret.Take(encoded), publicKey);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(parameters.D);
            CryptographicOperations.ZeroMemory(encoded);
        }
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
