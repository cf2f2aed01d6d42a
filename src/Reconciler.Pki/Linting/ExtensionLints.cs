using Reconciler.Pki.Encoding;

namespace Reconciler.Pki.Linting;

internal static class ExtensionLints
{
    private const KeyUsageBits AuthorityUsage = KeyUsageBits.KeyCertSign | KeyUsageBits.CrlSign;

    public static string? Known(LintSubject subject)
    {
        foreach (var extension in subject.Certificate.Extensions)
        {
            if (MustBeCritical(extension.Oid) is null) return $"the extension {extension.Oid} is none of ours";
        }

        return null;
    }

    public static string? Once(LintSubject subject)
    {
        var extensions = subject.Certificate.Extensions;
        for (var i = 1; i < extensions.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (extensions[i].Oid == extensions[j].Oid) return $"the extension {extensions[i].Oid} is there twice";
            }
        }

        return null;
    }

    /// <summary>That of alternative names depends on the subject: a lint of its own.</summary>
    public static string? Criticality(LintSubject subject)
    {
        foreach (var extension in subject.Certificate.Extensions)
        {
            if (extension.Oid != Oids.SubjectAlternativeName && MustBeCritical(extension.Oid) is { } critical && critical != extension.IsCritical)
                return $"the extension {extension.Oid} must {(critical ? "" : "not ")}be critical";
        }

        return null;
    }

    public static string? KeyUsage(LintSubject subject)
    {
        if (subject.Values.KeyUsage is not { } usage) return "there is no key usage";
        if (subject.IsAuthority) return usage == AuthorityUsage ? null : "an authority's key may sign certificates and CRLs, both and nothing else";
        var allowed = subject.Certificate.Key.Kind == PublicKeyKind.Rsa
            ? KeyUsageBits.DigitalSignature | KeyUsageBits.KeyEncipherment
            : KeyUsageBits.DigitalSignature;
        return (usage & ~allowed) != 0 ? "the key usage does not fit the kind of key"
            : (usage & KeyUsageBits.DigitalSignature) == 0 ? "the key may not make signatures, which every TLS handshake needs"
            : null;
    }

    public static string? ExtendedKeyUsage(LintSubject subject)
    {
        var purposes = subject.Values.ExtendedKeyUsages;
        return purposes.IsEmpty && !subject.IsAuthority ? "there is no extended key usage"
            : purposes.FirstOrDefault(purpose => purpose is not (Oids.ServerAuth or Oids.ClientAuth)) is { } other ? $"the purpose {other} is not allowed"
            : subject.Trust == Core.Desired.Trust.Public && purposes.Contains(Oids.ClientAuth) ? "clientAuth is for private trust only"
            : null;
    }

    /// <summary>Clients apply the purposes of every certificate in the chain.</summary>
    public static string? ExtendedKeyUsageWithinIssuer(LintSubject subject)
    {
        var (purposes, allowed) = (subject.Values.ExtendedKeyUsages, subject.Issuer.ExtendedKeyUsages);
        return allowed.IsEmpty ? null
            : purposes.IsEmpty ? "the issuer's purposes are limited and this certificate's are not"
            : purposes.FirstOrDefault(purpose => !allowed.Contains(purpose)) is { } other ? $"the issuer's certificate does not allow the purpose {other}"
            : null;
    }

    public static string? BasicConstraints(LintSubject subject) => subject.Values.BasicConstraints switch
    {
        null => "there are no basic constraints",
        { IsAuthority: false, PathLength: not null } => "a leaf has a path length",
        { PathLength: < 0 } => "the path length is negative",
        _ => null,
    };

    public static string? AuthorityKeyIdentifier(LintSubject subject) => subject.Values.AuthorityKeyIdentifier switch
    {
        null => "there is no authority key identifier",
        { HasIssuerAndSerial: true } => "the authority key identifier names issuer and serial",
        { KeyIdentifier: null } => "the authority key identifier is empty",
        { KeyIdentifier: { } identifier } => subject.Issuer.KeyIdentifier is { } issuer && issuer.Span.SequenceEqual(identifier.Span)
            ? null
            : "the authority key identifier is not the issuer's subject key identifier",
    };

    public static string? SubjectKeyIdentifier(LintSubject subject) =>
        subject.Values.SubjectKeyIdentifier is not { } identifier ? subject.IsAuthority ? "an authority has no subject key identifier" : null
        : identifier.Span.SequenceEqual(KeyIdentifiers.Of(subject.Certificate.Key)) ? null
        : "the subject key identifier is not the SHA-1 of the key";

    public static string? Policies(LintSubject subject) =>
        subject.Values.HasPolicyQualifiers ? "a policy has qualifiers"
        : subject.Values.Policies is [] or [Oids.DomainValidated] ? null
        : $"the policies are not {Oids.DomainValidated} alone";

    /// <summary>Default deny: null for an extension that we do not write.</summary>
    private static bool? MustBeCritical(string oid) => oid switch
    {
        Oids.KeyUsage or Oids.BasicConstraints or Oids.NameConstraints => true,
        Oids.ExtendedKeyUsage or Oids.SubjectKeyIdentifier or Oids.AuthorityKeyIdentifier or Oids.AuthorityInformationAccess
            or Oids.SubjectAlternativeName or Oids.CertificatePolicies or Oids.CrlDistributionPoints or Oids.NoRevocationAvailable => false,
        _ => null,
    };
}
