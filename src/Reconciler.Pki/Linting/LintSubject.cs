using Reconciler.Core.Desired;
using Reconciler.Pki.Encoding;
using Reconciler.Pki.Issuance;

namespace Reconciler.Pki.Linting;

/// <summary>A certificate about to be signed and who would sign it.</summary>
/// <param name="Trust">Trust of what is issued; null where only stored bytes are known, which were judged by it before they were stored.</param>
internal sealed record LintSubject(CertificateContents Certificate, IssuerFacts Issuer, Trust? Trust)
{
    public ExtensionValues Values => Certificate.Values;

    public bool IsAuthority => Certificate.IsAuthority;

    /// <summary>True when the certificate claims the Baseline Requirements by their policy: profile <c>br</c>.</summary>
    public bool IsBaseline { get; } = Certificate.Values.Policies.Contains(Oids.DomainValidated);

    /// <summary>From the first second to the last, both counted (RFC 5280, section 4.1.2.5).</summary>
    public TimeSpan Lifetime => Certificate.NotAfter.Instant - Certificate.NotBefore.Instant + TimeSpan.FromSeconds(1);
}
