using System.Formats.Asn1;
using System.Security.Cryptography;
using Reconciler.Core.Applying.Ports;

namespace Reconciler.Pki.Bundles;

/// <summary>PFX (RFC 7292): certificates in one encrypted part, the key in a shrouded bag, both by PBES2, and one HMAC-SHA-256 over all.</summary>
internal static class Pkcs12File
{
    private const string Data = "1.2.840.113549.1.7.1";
    private const string EncryptedData = "1.2.840.113549.1.7.6";
    private const string ShroudedKeyBag = "1.2.840.113549.1.12.10.1.2";
    private const string CertificateBag = "1.2.840.113549.1.12.10.1.3";
    private const string X509Certificate = "1.2.840.113549.1.9.22.1";
    private const string FriendlyName = "1.2.840.113549.1.9.20";
    private const string LocalKeyId = "1.2.840.113549.1.9.21";
    private const string Sha256 = "2.16.840.1.101.3.4.2.1";
    private const int PfxVersion = 3;
    private const int MacSaltLength = 16;

    private static readonly Asn1Tag Explicit0 = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag Implicit0 = new(TagClass.ContextSpecific, 0);

    public static byte[] Encode(BundleContent content, ReadOnlySpan<byte> passphrase, int iterations, DerivedSalts salts)
    {
        var keyId = SHA256.HashData(content.Leaf);
        var safe = AuthenticatedSafe(Certificates(content, keyId), Key(content, keyId, passphrase, iterations, salts), passphrase, iterations, salts);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(PfxVersion);
            WriteData(writer, safe);
            WriteMac(writer, safe, passphrase, iterations, salts);
        }

        return writer.Encode();
    }

    private static byte[] AuthenticatedSafe(byte[] certificates, byte[] key, ReadOnlySpan<byte> passphrase, int iterations, DerivedSalts salts)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            WriteEncryptedData(writer, certificates, passphrase, iterations, salts);
            WriteData(writer, key);
        }

        return writer.Encode();
    }

    private static void WriteData(AsnWriter writer, byte[] content)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(Data);
            using (writer.PushSequence(Explicit0)) writer.WriteOctetString(content);
        }
    }

    private static void WriteEncryptedData(AsnWriter writer, byte[] content, ReadOnlySpan<byte> passphrase, int iterations, DerivedSalts salts)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(EncryptedData);
            using (writer.PushSequence(Explicit0))
            using (writer.PushSequence())
            {
                writer.WriteInteger(0);
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(Data);
                    writer.WriteOctetString(PasswordEncryption.Encrypt(content, passphrase, iterations, salts, "certificates", writer), Implicit0);
                }
            }
        }
    }

    private static byte[] Certificates(BundleContent content, byte[] keyId)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            WriteCertificate(writer, content.Leaf, content.Name, keyId);
            foreach (var certificate in content.Chain) WriteCertificate(writer, certificate, null, null);
        }

        return writer.Encode();
    }

    private static void WriteCertificate(AsnWriter writer, byte[] certificate, string? name, byte[]? keyId)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(CertificateBag);
            using (writer.PushSequence(Explicit0))
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(X509Certificate);
                using (writer.PushSequence(Explicit0)) writer.WriteOctetString(certificate);
            }

            if (name is not null) WriteAttributes(writer, name, keyId);
        }
    }

    private static byte[] Key(BundleContent content, byte[] keyId, ReadOnlySpan<byte> passphrase, int iterations, DerivedSalts salts)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(ShroudedKeyBag);
            using (writer.PushSequence(Explicit0)) PasswordEncryption.WriteEncryptedKey(writer, content.PrivateKey.Bytes, passphrase, iterations, salts);
            WriteAttributes(writer, content.Name, keyId);
        }

        return writer.Encode();
    }

    /// <summary>Readers join key and leaf by the local key id.</summary>
    private static void WriteAttributes(AsnWriter writer, string name, ReadOnlySpan<byte> keyId)
    {
        using (writer.PushSetOf())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(FriendlyName);
                using (writer.PushSetOf()) writer.WriteCharacterString(UniversalTagNumber.BMPString, name);
            }

            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(LocalKeyId);
                using (writer.PushSetOf()) writer.WriteOctetString(keyId);
            }
        }
    }

    private static void WriteMac(AsnWriter writer, byte[] safe, ReadOnlySpan<byte> passphrase, int iterations, DerivedSalts salts)
    {
        var salt = salts.Take("mac salt"u8, MacSaltLength);
        Span<byte> key = stackalloc byte[SHA256.HashSizeInBytes];
        Pkcs12Derivation.MacKey(passphrase, salt, iterations, key);
        var mac = HMACSHA256.HashData(key, safe);
        CryptographicOperations.ZeroMemory(key);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(Sha256);
                    writer.WriteNull();
                }

                writer.WriteOctetString(mac);
            }

            writer.WriteOctetString(salt);
            writer.WriteInteger(iterations);
        }
    }
}
