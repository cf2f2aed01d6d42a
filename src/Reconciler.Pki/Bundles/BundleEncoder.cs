using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Domain;

namespace Reconciler.Pki.Bundles;

/// <summary>Chain and key as one file under a passphrase. Thread safe.</summary>
public sealed class BundleEncoder : IBundleEncoder
{
    public byte[] Encode(BundleFormat format, BundleContent content, Secret passphrase, int iterations)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(passphrase);
        using var salts = new DerivedSalts(format, content, passphrase, iterations);
        return format switch
        {
            BundleFormat.Pem => Pem(content, passphrase, iterations, salts),
            BundleFormat.Pkcs12 => Pkcs12File.Encode(content, passphrase.Bytes, iterations, salts),
            BundleFormat.Jks => JksFile.Encode(content, passphrase.Bytes, salts),
        };
    }

    private static byte[] Pem(BundleContent content, Secret passphrase, int iterations, DerivedSalts salts)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        PasswordEncryption.WriteEncryptedKey(writer, content.PrivateKey.Bytes, passphrase.Bytes, iterations, salts);
        var text = new StringBuilder();
        text.Append(PemEncoding.WriteString("ENCRYPTED PRIVATE KEY", writer.Encode())).Append('\n');
        text.Append(PemEncoding.WriteString("CERTIFICATE", content.Leaf)).Append('\n');
        foreach (var certificate in content.Chain) text.Append(PemEncoding.WriteString("CERTIFICATE", certificate)).Append('\n');
        return System.Text.Encoding.ASCII.GetBytes(text.ToString());
    }
}
