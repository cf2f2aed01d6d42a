using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Reconciler.Pki.Bundles;

/// <summary>PBES2 with PBKDF2-HMAC-SHA-256 and AES-256-CBC (RFC 8018, sections 6.2 and A.4).</summary>
internal static class PasswordEncryption
{
    private const string Pbes2 = "1.2.840.113549.1.5.13";
    private const string Pbkdf2 = "1.2.840.113549.1.5.12";
    private const string HmacWithSha256 = "1.2.840.113549.2.9";
    private const string Aes256Cbc = "2.16.840.1.101.3.4.1.42";
    private const int KeyLength = 32;
    private const int SaltLength = 16;
    private const int BlockLength = 16;

    /// <summary>Encrypts and writes the AlgorithmIdentifier that tells how; what goes around both is the caller's.</summary>
    /// <param name="purpose">Tells the salts of one file apart.</param>
    public static byte[] Encrypt(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> passphrase, int iterations, DerivedSalts salts, string purpose, AsnWriter writer)
    {
        var salt = salts.Take(System.Text.Encoding.ASCII.GetBytes(purpose + " salt"), SaltLength);
        var vector = salts.Take(System.Text.Encoding.ASCII.GetBytes(purpose + " vector"), BlockLength);
        WriteAlgorithm(writer, salt, vector, iterations);
        Span<byte> key = stackalloc byte[KeyLength];
        try
        {
            Rfc2898DeriveBytes.Pbkdf2(passphrase, salt, key, iterations, HashAlgorithmName.SHA256);
            using var aes = Aes.Create();
            aes.SetKey(key);
            return aes.EncryptCbc(plain, vector, PaddingMode.PKCS7);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>EncryptedPrivateKeyInfo (RFC 5958, section 3).</summary>
    public static void WriteEncryptedKey(AsnWriter writer, ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> passphrase, int iterations, DerivedSalts salts)
    {
        using (writer.PushSequence())
            writer.WriteOctetString(Encrypt(privateKey, passphrase, iterations, salts, "key", writer));
    }

    private static void WriteAlgorithm(AsnWriter writer, byte[] salt, byte[] vector, int iterations)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(Pbes2);
            using (writer.PushSequence())
            {
                WriteDerivation(writer, salt, iterations);
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(Aes256Cbc);
                    writer.WriteOctetString(vector);
                }
            }
        }
    }

    private static void WriteDerivation(AsnWriter writer, byte[] salt, int iterations)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(Pbkdf2);
            using (writer.PushSequence())
            {
                writer.WriteOctetString(salt);
                writer.WriteInteger(iterations);
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(HmacWithSha256);
                    writer.WriteNull();
                }
            }
        }
    }
}
