using System.Formats.Asn1;

namespace Reconciler.Pki.Encoding;

/// <summary>The frame that Certificate and CertificateList share: what is signed, how, and the signature (RFC 5280, sections 4.1.1 and 5.1.1).</summary>
internal readonly record struct SignedObject(ReadOnlyMemory<byte> ToBeSigned, ReadOnlyMemory<byte> Algorithm, ReadOnlyMemory<byte> Signature)
{
    // Three headers of at most five octets and the count of unused bits.
    private const int FrameLength = 16;

    public byte[] Encode()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER, ToBeSigned.Length + Algorithm.Length + Signature.Length + FrameLength);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(ToBeSigned.Span);
            writer.WriteEncodedValue(Algorithm.Span);
            writer.WriteBitString(Signature.Span);
        }

        return writer.Encode();
    }

    /// <summary>Throws AsnContentException when the frame is not there.</summary>
    public static SignedObject Read(ReadOnlyMemory<byte> der)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var sequence = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var toBeSigned = sequence.ReadEncodedValue();
        var algorithm = sequence.ReadEncodedValue();
        if (!sequence.TryReadPrimitiveBitString(out var unused, out var signature) || unused != 0)
            throw new AsnContentException("the signature is not whole octets");
        sequence.ThrowIfNotEmpty();
        return new(toBeSigned, algorithm, signature);
    }
}
