using System.Collections.Immutable;
using System.Formats.Asn1;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Desired;
using Reconciler.Pki.Encoding;

namespace Reconciler.Pki.Issuance;

/// <summary>
/// Certificates of roots and subordinates (BR 7.1.2.1 and 7.1.2.6, RFC 5280). A root says nothing about revocation or purposes of itself: who
/// trusts it decided that already.
/// </summary>
internal static class AuthorityEncoder
{
    private static readonly ImmutableArray<string> Server = [Oids.ServerAuth];

    /// <summary>TBSCertificate DER. <paramref name="parent"/> null: a root that signs itself with <paramref name="signatureAlgorithm"/>.</summary>
    public static byte[] Encode(AuthorityTemplate template, IssuerFacts? parent, ReadOnlyMemory<byte> signatureAlgorithm)
    {
        var subject = DistinguishedNames.Encode(template.Subject);
        var ownIdentifier = KeyIdentifiers.Of(PublicKeyContents.Read(template.PublicKey));
        var writer = ToBeSignedWriter.Create();
        using (writer.PushSequence())
        {
            ToBeSignedWriter.WriteIssuer(writer, template.Serial, signatureAlgorithm, parent?.Subject ?? subject);
            ToBeSignedWriter.WriteValidity(writer, template.NotBefore, template.NotAfter);
            writer.WriteEncodedValue(subject);
            writer.WriteEncodedValue(template.PublicKey);
            using (ToBeSignedWriter.PushExtensions(writer))
            {
                ExtensionWriter.KeyUsage(writer, KeyUsageBits.KeyCertSign | KeyUsageBits.CrlSign);
                if (parent is not null) WritePurposes(writer, parent, template);
                ExtensionWriter.BasicConstraints(writer, isAuthority: true, template.PathLength);
                ExtensionWriter.SubjectKeyIdentifier(writer, ownIdentifier);
                ExtensionWriter.AuthorityKeyIdentifier(writer, parent?.KeyIdentifier ?? ownIdentifier);
                if (parent is not null) WriteSubordinate(writer, template);
                WriteConstraints(writer, parent, template);
            }
        }

        return writer.Encode();
    }

    /// <summary>
    /// Public trust needs its purposes written down (BR 7.1.2.10.6); a parent's limits are handed on, since clients apply them down the chain.
    /// </summary>
    private static void WritePurposes(AsnWriter writer, IssuerFacts parent, AuthorityTemplate template)
    {
        var purposes = template.Trust == Trust.Public ? Server : parent.ExtendedKeyUsages;
        if (!purposes.IsEmpty) ExtensionWriter.ExtendedKeyUsage(writer, purposes);
    }

    private static void WriteSubordinate(AsnWriter writer, AuthorityTemplate template)
    {
        if (template.IssuerUrl is not null) ExtensionWriter.CaIssuers(writer, template.IssuerUrl);
        if (template.Profile == IssuingProfile.Br) ExtensionWriter.DomainValidatedPolicy(writer);
        if (template.CrlUrl is not null) ExtensionWriter.CrlDistributionPoint(writer, template.CrlUrl);
    }

    private static void WriteConstraints(AsnWriter writer, IssuerFacts? parent, AuthorityTemplate template)
    {
        var constraints = parent is null ? template.NameConstraints : ConstraintInheritance.Inherit(template.NameConstraints, parent.Constraints);
        if (!constraints.IsEmpty) ExtensionWriter.NameConstraints(writer, constraints);
    }
}
