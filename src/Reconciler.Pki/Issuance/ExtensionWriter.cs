using System.Collections.Immutable;
using System.Formats.Asn1;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Pki.Encoding;

namespace Reconciler.Pki.Issuance;

/// <summary>Writes one extension each (RFC 5280, section 4.2); criticality is fixed here.</summary>
internal static class ExtensionWriter
{
    private static readonly Asn1Tag DnsName = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag Uri = new(TagClass.ContextSpecific, 6);
    private static readonly Asn1Tag KeyIdentifier = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag Constructed0 = new(TagClass.ContextSpecific, 0, isConstructed: true);

    public static void KeyUsage(AsnWriter writer, KeyUsageBits usage) =>
        Write(writer, Oids.KeyUsage, true, usage, static (value, usage) => value.WriteNamedBitList(usage));

    public static void ExtendedKeyUsage(AsnWriter writer, ImmutableArray<string> usages) =>
        Write(writer, Oids.ExtendedKeyUsage, false, usages, static (value, usages) =>
        {
            using (value.PushSequence())
            {
                foreach (var usage in usages) value.WriteObjectIdentifier(usage);
            }
        });

    /// <summary>cA FALSE is the default, so that a leaf has an empty sequence (DER).</summary>
    public static void BasicConstraints(AsnWriter writer, bool isAuthority, int? pathLength) =>
        Write(writer, Oids.BasicConstraints, true, (isAuthority, pathLength), static (value, constraints) =>
        {
            using (value.PushSequence())
            {
                if (constraints.isAuthority) value.WriteBoolean(true);
                if (constraints.pathLength is { } length) value.WriteInteger(length);
            }
        });

    public static void SubjectKeyIdentifier(AsnWriter writer, ReadOnlyMemory<byte> identifier) =>
        Write(writer, Oids.SubjectKeyIdentifier, false, identifier, static (value, identifier) => value.WriteOctetString(identifier.Span));

    /// <summary>The key identifier alone; issuer and serial would tie leaves to one certificate of the issuer.</summary>
    public static void AuthorityKeyIdentifier(AsnWriter writer, ReadOnlyMemory<byte> identifier) =>
        Write(writer, Oids.AuthorityKeyIdentifier, false, identifier, static (value, identifier) =>
        {
            using (value.PushSequence()) value.WriteOctetString(identifier.Span, KeyIdentifier);
        });

    public static void CaIssuers(AsnWriter writer, string url) =>
        Write(writer, Oids.AuthorityInformationAccess, false, url, static (value, url) =>
        {
            using (value.PushSequence())
            using (value.PushSequence())
            {
                value.WriteObjectIdentifier(Oids.CaIssuers);
                value.WriteCharacterString(UniversalTagNumber.IA5String, url, Uri);
            }
        });

    /// <summary>Critical when there is no subject (RFC 5280, section 4.2.1.6).</summary>
    public static void SubjectAlternativeName(AsnWriter writer, ImmutableArray<DnsName> names, bool critical) =>
        Write(writer, Oids.SubjectAlternativeName, critical, names, static (value, names) =>
        {
            using (value.PushSequence())
            {
                foreach (var name in names) value.WriteCharacterString(UniversalTagNumber.IA5String, name.Value, DnsName);
            }
        });

    public static void DomainValidatedPolicy(AsnWriter writer) =>
        Write(writer, Oids.CertificatePolicies, false, Oids.DomainValidated, static (value, policy) =>
        {
            using (value.PushSequence())
            using (value.PushSequence()) value.WriteObjectIdentifier(policy);
        });

    public static void CrlDistributionPoint(AsnWriter writer, string url) =>
        Write(writer, Oids.CrlDistributionPoints, false, url, static (value, url) =>
        {
            using (value.PushSequence())
            using (value.PushSequence())
            using (value.PushSequence(Constructed0))
            using (value.PushSequence(Constructed0)) value.WriteCharacterString(UniversalTagNumber.IA5String, url, Uri);
        });

    /// <summary>RFC 9608, section 2.</summary>
    public static void NoRevocationAvailable(AsnWriter writer) =>
        Write(writer, Oids.NoRevocationAvailable, false, true, static (value, _) => value.WriteNull());

    public static void NameConstraints(AsnWriter writer, NameConstraints constraints) =>
        Write(writer, Oids.NameConstraints, true, constraints, NameConstraintsEncoding.Write);

    public static void CrlNumber(AsnWriter writer, long number) =>
        Write(writer, Oids.CrlNumber, false, number, static (value, number) => value.WriteInteger(number));

    /// <summary>The bytes of one extension, for one that is the same in many certificates.</summary>
    public static byte[] Encode(Action<AsnWriter> write)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        write(writer);
        return writer.Encode();
    }

    private static void Write<T>(AsnWriter writer, string oid, bool critical, T content, Action<AsnWriter, T> write)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            if (critical) writer.WriteBoolean(true);
            using (writer.PushOctetString()) write(writer, content);
        }
    }
}
