using System.Collections.Immutable;
using System.Formats.Asn1;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Desired;
using Reconciler.Pki.Encoding;

namespace Reconciler.Pki.Issuance;

/// <summary>
/// The leaf profile (BR 7.1.2.7, RFC 5280). Both profiles are one layout; <c>br</c> adds its policy and leaves out the subject key identifier,
/// which the Baseline Requirements do not recommend and older clients look for.
/// </summary>
internal static class LeafEncoder
{
    /// <summary>ub-common-name of RFC 5280, appendix A.1.</summary>
    private const int LongestCommonName = 64;

    // What does not depend on names, keys or instants is encoded once: a third of the time of a whole encoding.
    private static readonly byte[] Sign = ExtensionWriter.Encode(writer => ExtensionWriter.KeyUsage(writer, KeyUsageBits.DigitalSignature));
    private static readonly byte[] SignAndEncipher =
        ExtensionWriter.Encode(writer => ExtensionWriter.KeyUsage(writer, KeyUsageBits.DigitalSignature | KeyUsageBits.KeyEncipherment));

    private static readonly byte[] Server = ExtensionWriter.Encode(writer => ExtensionWriter.ExtendedKeyUsage(writer, [Oids.ServerAuth]));
    private static readonly byte[] Client = ExtensionWriter.Encode(writer => ExtensionWriter.ExtendedKeyUsage(writer, [Oids.ClientAuth]));
    private static readonly byte[] ServerAndClient =
        ExtensionWriter.Encode(writer => ExtensionWriter.ExtendedKeyUsage(writer, [Oids.ServerAuth, Oids.ClientAuth]));

    private static readonly byte[] NoAuthority =
        ExtensionWriter.Encode(writer => ExtensionWriter.BasicConstraints(writer, isAuthority: false, pathLength: null));

    /// <summary>TBSCertificate DER.</summary>
    public static byte[] Encode(IssuerFacts issuer, LeafTemplate template)
    {
        var commonName = template.Names is [{ Value.Length: <= LongestCommonName } first, ..] ? first.Value : null;
        var key = PublicKeyContents.Read(template.PublicKey);
        var writer = ToBeSignedWriter.Create();
        using (writer.PushSequence())
        {
            ToBeSignedWriter.WriteIssuer(writer, template.Serial, issuer.SignatureAlgorithm, issuer.Subject);
            ToBeSignedWriter.WriteValidity(writer, template.NotBefore, template.NotAfter);
            DistinguishedNames.Write(writer, commonName);
            writer.WriteEncodedValue(template.PublicKey);
            using (ToBeSignedWriter.PushExtensions(writer)) WriteExtensions(writer, issuer, template, key, commonName is null);
        }

        return writer.Encode();
    }

    /// <summary>The order is fixed, so that equal templates give equal bytes.</summary>
    private static void WriteExtensions(AsnWriter writer, IssuerFacts issuer, LeafTemplate template, PublicKeyContents key, bool hasEmptySubject)
    {
        // RSA also encrypts the key of TLS 1.2; an elliptic curve key only signs (BR 7.1.2.7.11).
        writer.WriteEncodedValue(key.Kind == PublicKeyKind.Rsa ? SignAndEncipher : Sign);
        writer.WriteEncodedValue(PurposesOf(template.Usages));
        writer.WriteEncodedValue(NoAuthority);
        if (template.Profile == IssuingProfile.Classic) ExtensionWriter.SubjectKeyIdentifier(writer, KeyIdentifiers.Of(key));
        ExtensionWriter.AuthorityKeyIdentifier(writer, issuer.KeyIdentifier!.Value);
        if (template.IssuerUrl is not null) ExtensionWriter.CaIssuers(writer, template.IssuerUrl);
        ExtensionWriter.SubjectAlternativeName(writer, template.Names, hasEmptySubject);
        if (template.Profile == IssuingProfile.Br) ExtensionWriter.DomainValidatedPolicy(writer);
        if (template.Mode == AuthorityMode.ShortLived) ExtensionWriter.NoRevocationAvailable(writer);
        else if (template.CrlUrl is not null) ExtensionWriter.CrlDistributionPoint(writer, template.CrlUrl);
    }

    private static byte[] PurposesOf(ImmutableArray<KeyUsagePurpose> usages) => !usages.Contains(KeyUsagePurpose.ClientAuth) ? Server
        : usages.Contains(KeyUsagePurpose.ServerAuth) ? ServerAndClient
        : Client;
}
