using System.Formats.Asn1;
using System.Numerics;
using Reconciler.Pki.Encoding;

namespace Reconciler.Pki.Tests;

/// <summary>Public keys that no key maker of ours would make.</summary>
internal static class TestPublicKeys
{
    /// <summary>An RSA key with the modulus 2^bits - 1, which nobody can sign with.</summary>
    public static byte[] Rsa(int bits, int exponent, bool withNull = true)
    {
        var key = new AsnWriter(AsnEncodingRules.DER);
        using (key.PushSequence())
        {
            key.WriteInteger(BigInteger.Pow(2, bits) - 1);
            key.WriteInteger(exponent);
        }

        var info = new AsnWriter(AsnEncodingRules.DER);
        using (info.PushSequence())
        {
            info.WriteEncodedValue(AlgorithmIdentifiers.Encode(Oids.RsaEncryption, withNull));
            info.WriteBitString(key.Encode());
        }

        return info.Encode();
    }
}
