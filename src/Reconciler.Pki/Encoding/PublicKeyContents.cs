using System.Formats.Asn1;

namespace Reconciler.Pki.Encoding;

public enum PublicKeyKind
{
    Rsa,
    EllipticCurve,
    Other,
}

/// <summary>What a SubjectPublicKeyInfo holds (RFC 3279 section 2.3.1, RFC 5480 section 2).</summary>
/// <param name="Bits">Of the modulus, or of the curve's field; 0 for other keys.</param>
/// <param name="Problem">What its encoding has against it, a sentence without a full stop; null when nothing.</param>
/// <param name="KeyBits">Content of subjectPublicKey: what key identifiers are made of.</param>
public sealed record PublicKeyContents(PublicKeyKind Kind, int Bits, string? Problem, ReadOnlyMemory<byte> KeyBits)
{
    private const byte UncompressedPoint = 4;

    /// <summary>Reads a SubjectPublicKeyInfo; throws AsnContentException when it is none.</summary>
    internal static PublicKeyContents Read(ReadOnlyMemory<byte> publicKey)
    {
        var outer = new AsnReader(publicKey, AsnEncodingRules.DER);
        var info = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var algorithm = info.ReadSequence();
        if (!info.TryReadPrimitiveBitString(out var unused, out var bits) || unused != 0) throw new AsnContentException("a public key is not whole octets");
        info.ThrowIfNotEmpty();
        return algorithm.ReadObjectIdentifier() switch
        {
            Oids.RsaEncryption => ReadRsa(algorithm, bits),
            Oids.EcPublicKey => ReadEllipticCurve(algorithm, bits),
            var other => new(PublicKeyKind.Other, 0, $"the algorithm {other} is not used", bits),
        };
    }

    private static PublicKeyContents ReadRsa(AsnReader algorithm, ReadOnlyMemory<byte> bits)
    {
        var hasNull = algorithm.HasData && algorithm.ReadEncodedValue().Span.SequenceEqual<byte>([5, 0]) && !algorithm.HasData;
        var key = new AsnReader(bits, AsnEncodingRules.DER).ReadSequence();
        var modulus = key.ReadInteger();
        var exponent = key.ReadInteger();
        key.ThrowIfNotEmpty();
        var problem = modulus.Sign <= 0 || modulus.IsEven ? "the modulus is not a positive odd number"
            : exponent < 65537 || exponent.IsEven ? "the exponent is not an odd number from 65537"
            : hasNull ? null
            : "the parameters of rsaEncryption are not NULL";
        return new(PublicKeyKind.Rsa, modulus.Sign <= 0 ? 0 : (int)modulus.GetBitLength(), problem, bits);
    }

    private static PublicKeyContents ReadEllipticCurve(AsnReader algorithm, ReadOnlyMemory<byte> point)
    {
        if (!algorithm.HasData || !algorithm.PeekTag().HasSameClassAndValue(Asn1Tag.ObjectIdentifier))
            return new(PublicKeyKind.EllipticCurve, 0, "the curve is not named", point);
        var curve = algorithm.ReadObjectIdentifier();
        algorithm.ThrowIfNotEmpty();
        var size = curve switch
        {
            Oids.Prime256v1 => 256,
            Oids.Secp384r1 => 384,
            Oids.Secp521r1 => 521,
            _ => 0,
        };
        var problem = size == 0 ? $"the curve {curve} is not used"
            : point.Length != 1 + (2 * ((size + 7) / 8)) || point.Span[0] != UncompressedPoint ? "the point is not in uncompressed form"
            : null;
        return new(PublicKeyKind.EllipticCurve, size, problem, point);
    }
}
