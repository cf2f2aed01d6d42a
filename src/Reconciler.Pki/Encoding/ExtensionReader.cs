using System.Collections.Immutable;
using System.Formats.Asn1;

namespace Reconciler.Pki.Encoding;

/// <summary>Reads the values of known extensions (RFC 5280, section 4.2). Forms that we never write are noted, not refused: that is for lints.</summary>
internal static class ExtensionReader
{
    private static readonly Asn1Tag DnsName = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag Uri = new(TagClass.ContextSpecific, 6);

    /// <summary>Throws AsnContentException when a known extension has another form than its own.</summary>
    public static void Read(CertificateExtension extension, ExtensionValues values)
    {
        var reader = new AsnReader(extension.Value, AsnEncodingRules.DER);
        switch (extension.Oid)
        {
            case Oids.KeyUsage:
                values.KeyUsage = reader.ReadNamedBitListValue<KeyUsageBits>();
                break;
            case Oids.ExtendedKeyUsage:
                values.ExtendedKeyUsages = ReadList(reader, static item => item.ReadObjectIdentifier());
                break;
            case Oids.BasicConstraints:
                values.BasicConstraints = ReadBasicConstraints(reader);
                break;
            case Oids.SubjectKeyIdentifier:
                values.SubjectKeyIdentifier = ReadOctets(reader, Asn1Tag.PrimitiveOctetString);
                break;
            case Oids.AuthorityKeyIdentifier:
                values.AuthorityKeyIdentifier = ReadAuthorityKeyIdentifier(reader);
                break;
            case Oids.SubjectAlternativeName:
                values.SubjectAlternativeName = ReadAlternativeNames(reader);
                break;
            case Oids.CertificatePolicies:
                values.Policies = ReadList(reader, item => ReadPolicy(item, values));
                break;
            case Oids.CrlDistributionPoints:
                values.CrlDistributionPoints = ReadDistributionPoints(reader);
                break;
            case Oids.AuthorityInformationAccess:
                values.AuthorityInformationAccess = ReadList(reader, ReadAccessDescription);
                break;
            case Oids.NameConstraints:
                values.NameConstraints = NameConstraintsEncoding.Read(reader);
                break;
            case Oids.NoRevocationAvailable:
                reader.ReadNull();
                values.HasNoRevocationAvailable = true;
                break;
            default:
                return;
        }

        reader.ThrowIfNotEmpty();
    }

    internal static AuthorityKeyIdentifier ReadAuthorityKeyIdentifier(AsnReader reader)
    {
        var fields = reader.ReadSequence();
        var tag = new Asn1Tag(TagClass.ContextSpecific, 0);
        ReadOnlyMemory<byte>? identifier = fields.HasData && fields.PeekTag().HasSameClassAndValue(tag) ? ReadOctets(fields, tag) : null;
        return new(identifier, fields.HasData);
    }

    private static BasicConstraints ReadBasicConstraints(AsnReader reader)
    {
        var fields = reader.ReadSequence();
        var isAuthority = CertificateReader.ReadFlag(fields);
        int? pathLength = null;
        if (fields.HasData) pathLength = fields.TryReadInt32(out var length) ? length : throw new AsnContentException("a path length is no small number");
        fields.ThrowIfNotEmpty();
        return new(isAuthority, pathLength);
    }

    private static AlternativeNames ReadAlternativeNames(AsnReader reader)
    {
        var names = reader.ReadSequence();
        var dnsNames = ImmutableArray.CreateBuilder<string>();
        var others = false;
        while (names.HasData)
        {
            if (names.PeekTag().HasSameClassAndValue(DnsName))
            {
                dnsNames.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, DnsName));
                continue;
            }

            names.ReadEncodedValue();
            others = true;
        }

        return new(dnsNames.DrainToImmutable(), others);
    }

    private static string ReadPolicy(AsnReader list, ExtensionValues values)
    {
        var policy = list.ReadSequence();
        var oid = policy.ReadObjectIdentifier();
        if (policy.HasData) values.HasPolicyQualifiers = true;
        return oid;
    }

    private static DistributionPoints ReadDistributionPoints(AsnReader reader)
    {
        var urls = ImmutableArray.CreateBuilder<string>();
        var count = 0;
        var others = false;
        for (var points = reader.ReadSequence(); points.HasData; count++)
        {
            var point = points.ReadSequence();
            others |= !TryReadFullName(point, urls) || point.HasData;
        }

        return new(urls.DrainToImmutable(), count, others);
    }

    /// <summary>Takes the URIs of a <c>[0] { [0] GeneralNames }</c>; false when there is anything else.</summary>
    private static bool TryReadFullName(AsnReader point, ImmutableArray<string>.Builder urls)
    {
        var tag = new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true);
        if (!point.HasData || !point.PeekTag().HasSameClassAndValue(tag)) return false;
        var name = point.ReadSequence(tag);
        if (!name.PeekTag().HasSameClassAndValue(tag)) return false;
        var onlyUris = true;
        for (var full = name.ReadSequence(tag); full.HasData;)
        {
            if (full.PeekTag().HasSameClassAndValue(Uri))
            {
                urls.Add(full.ReadCharacterString(UniversalTagNumber.IA5String, Uri));
                continue;
            }

            full.ReadEncodedValue();
            onlyUris = false;
        }

        return onlyUris;
    }

    private static AccessDescription ReadAccessDescription(AsnReader list)
    {
        var description = list.ReadSequence();
        var method = description.ReadObjectIdentifier();
        if (description.PeekTag().HasSameClassAndValue(Uri)) return new(method, description.ReadCharacterString(UniversalTagNumber.IA5String, Uri));
        description.ReadEncodedValue();
        return new(method, null);
    }

    private static ImmutableArray<T> ReadList<T>(AsnReader reader, Func<AsnReader, T> readItem)
    {
        var list = reader.ReadSequence();
        var items = ImmutableArray.CreateBuilder<T>();
        while (list.HasData) items.Add(readItem(list));
        return items.DrainToImmutable();
    }

    private static ReadOnlyMemory<byte> ReadOctets(AsnReader reader, Asn1Tag tag) =>
        reader.TryReadPrimitiveOctetString(out var octets, tag) ? octets : throw new AsnContentException("an identifier is no octet string");
}
