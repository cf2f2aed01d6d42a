using System.Formats.Asn1;
using Reconciler.Pki.Encoding;

namespace Reconciler.Pki.Tests;

/// <summary>Takes a good TBSCertificate apart and puts it together with something wrong in it.</summary>
internal sealed class ToBeSignedEditor
{
    public ToBeSignedEditor(ReadOnlyMemory<byte> toBeSigned)
    {
        Assert.True(CertificateReader.ReadToBeSigned(toBeSigned).IsOk(out var contents, out var problem), problem);
        Serial = contents.Serial.ToArray();
        SignatureAlgorithm = contents.SignatureAlgorithm.ToArray();
        Issuer = contents.Issuer.ToArray();
        NotBefore = contents.NotBefore;
        NotAfter = contents.NotAfter;
        Subject = contents.Subject.ToArray();
        PublicKey = contents.PublicKey.ToArray();
        Extensions = [.. contents.Extensions];
    }

    public int EncodedVersion { get; set; } = 2;

    public byte[] Serial { get; set; }

    public byte[] SignatureAlgorithm { get; set; }

    public byte[] Issuer { get; set; }

    public EncodedTime NotBefore { get; set; }

    public EncodedTime NotAfter { get; set; }

    public byte[] Subject { get; set; }

    public byte[] PublicKey { get; set; }

    public List<CertificateExtension> Extensions { get; }

    public void Remove(string oid) => Assert.Equal(1, Extensions.RemoveAll(extension => extension.Oid == oid));

    public void Add(string oid, bool critical, string hex) => Extensions.Add(new(oid, critical, Convert.FromHexString(hex)));

    public void Replace(string oid, string hex) => Change(oid, extension => extension with { Value = Convert.FromHexString(hex) });

    public void Flip(string oid) => Change(oid, extension => extension with { IsCritical = !extension.IsCritical });

    public byte[] Encode()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0))) writer.WriteInteger(EncodedVersion);
            writer.WriteInteger(Serial);
            writer.WriteEncodedValue(SignatureAlgorithm);
            writer.WriteEncodedValue(Issuer);
            using (writer.PushSequence())
            {
                Write(writer, NotBefore);
                Write(writer, NotAfter);
            }

            writer.WriteEncodedValue(Subject);
            writer.WriteEncodedValue(PublicKey);
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 3)))
            using (writer.PushSequence())
            {
                foreach (var extension in Extensions) Write(writer, extension);
            }
        }

        return writer.Encode();
    }

    private static void Write(AsnWriter writer, CertificateExtension extension)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(extension.Oid);
            if (extension.IsCritical) writer.WriteBoolean(true);
            writer.WriteOctetString(extension.Value.Span);
        }
    }

    private static void Write(AsnWriter writer, EncodedTime time)
    {
        if (time.IsGeneralized) writer.WriteGeneralizedTime(time.Instant);
        else writer.WriteUtcTime(time.Instant);
    }

    private void Change(string oid, Func<CertificateExtension, CertificateExtension> change)
    {
        var index = Extensions.FindIndex(extension => extension.Oid == oid);
        Assert.True(index >= 0, $"{oid} is not there");
        Extensions[index] = change(Extensions[index]);
    }
}
