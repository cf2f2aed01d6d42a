using System.Formats.Asn1;

namespace Reconciler.Pki.Encoding;

internal static class AlgorithmIdentifiers
{
    /// <summary>ECDSA has no parameters, RSA has NULL (RFC 5758 section 3.2, RFC 4055 section 5).</summary>
    public static byte[] Encode(string oid, bool withNull)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            if (withNull) writer.WriteNull();
        }

        return writer.Encode();
    }
}
