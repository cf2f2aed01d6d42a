using System.Formats.Asn1;

namespace Reconciler.Web.Published;

/// <summary>When a CRL was signed and until when it holds.</summary>
internal sealed record CrlTimes(DateTimeOffset ThisUpdate, DateTimeOffset NextUpdate)
{
    /// <summary>
    /// Of a CertificateList in DER (RFC 5280, section 5.1), from its first fields alone; null for anything else, and for one without nextUpdate, which
    /// RFC 5280 does not allow.
    /// </summary>
    public static CrlTimes? Read(ReadOnlyMemory<byte> der)
    {
        try
        {
            var list = new AsnReader(der, AsnEncodingRules.DER).ReadSequence().ReadSequence();
            if (list.PeekTag().HasSameClassAndValue(Asn1Tag.Integer)) list.ReadEncodedValue();
            list.ReadEncodedValue(); // signature
            list.ReadEncodedValue(); // issuer
            return new(Time(list), Time(list));
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    private static DateTimeOffset Time(AsnReader list) => list.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) ? list.ReadUtcTime() : list.ReadGeneralizedTime();
}
