using System.Collections.Immutable;
using System.Formats.Asn1;
using Reconciler.Core.Desired;

namespace Reconciler.Pki.Encoding;

/// <summary>Names of RFC 5280, section 4.1.2.4: one attribute in each relative name, in the order C, O, CN.</summary>
internal static class DistinguishedNames
{
    public static byte[] Encode(DistinguishedName name)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            if (name.Country is not null) WriteAttribute(writer, Oids.Country, UniversalTagNumber.PrintableString, name.Country);
            if (name.Organization is not null) WriteAttribute(writer, Oids.Organization, UniversalTagNumber.UTF8String, name.Organization);
            WriteAttribute(writer, Oids.CommonName, UniversalTagNumber.UTF8String, name.CommonName);
        }

        return writer.Encode();
    }

    /// <summary>A name of a common name alone, or an empty one.</summary>
    public static void Write(AsnWriter writer, string? commonName)
    {
        using (writer.PushSequence())
        {
            if (commonName is not null) WriteAttribute(writer, Oids.CommonName, UniversalTagNumber.UTF8String, commonName);
        }
    }

    /// <summary>Throws AsnContentException when it is no Name.</summary>
    public static ImmutableArray<SubjectAttribute> Read(ReadOnlyMemory<byte> name)
    {
        var outer = new AsnReader(name, AsnEncodingRules.DER);
        var relativeNames = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        if (!relativeNames.HasData) return [];
        var attributes = ImmutableArray.CreateBuilder<SubjectAttribute>();
        while (relativeNames.HasData)
        {
            var relativeName = relativeNames.ReadSetOf();
            while (relativeName.HasData)
            {
                var attribute = relativeName.ReadSequence();
                attributes.Add(new(attribute.ReadObjectIdentifier(), ReadText(attribute)));
                attribute.ThrowIfNotEmpty();
            }
        }

        return attributes.DrainToImmutable();
    }

    private static void WriteAttribute(AsnWriter writer, string oid, UniversalTagNumber kind, string value)
    {
        using (writer.PushSetOf())
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            writer.WriteCharacterString(kind, value);
        }
    }

    private static string ReadText(AsnReader attribute)
    {
        var tag = attribute.PeekTag();
        var kind = (UniversalTagNumber)tag.TagValue;
        if (tag.TagClass == TagClass.Universal && kind is UniversalTagNumber.UTF8String or UniversalTagNumber.PrintableString or UniversalTagNumber.IA5String)
            return attribute.ReadCharacterString(kind);
        attribute.ReadEncodedValue();
        return "";
    }
}
