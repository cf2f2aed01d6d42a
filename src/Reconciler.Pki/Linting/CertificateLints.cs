using System.Collections.Immutable;
using Reconciler.Core.Applying.Ports;

namespace Reconciler.Pki.Linting;

/// <summary>
/// The catalogue, in the order in which findings are told. L1 fields, L2 names, L3 extensions, L4 keys, L5 authorities, L6 Baseline Requirements;
/// L000 stands for bytes that cannot be read at all.
/// </summary>
internal static class CertificateLints
{
    public const string Unreadable = "L000";

    public static ImmutableArray<Lint<LintSubject>> All { get; } =
    [
        new("L101", "RFC 5280, section 4.1.2.1", FieldLints.Version),
        new("L102", "RFC 5280, section 4.1.2.2", FieldLints.Serial),
        new("L103", "RFC 5280, section 4.1.2.3", FieldLints.SignatureAlgorithm),
        new("L104", "RFC 5280, section 4.1.2.4", FieldLints.Issuer),
        new("L105", "RFC 5280, section 4.1.2.5", FieldLints.TimeEncoding),
        new("L106", "RFC 5280, section 4.1.2.5", FieldLints.TimeOrder),
        new("L107", "RFC 5280, section 6.1.3", FieldLints.WithinIssuer),
        new("L201", "RFC 5280, section 4.1.2.6", NameLints.LeafSubject),
        new("L202", "BR 7.1.4.3", NameLints.CommonNameIsListed),
        new("L203", "RFC 5280, section 4.2.1.6", NameLints.AlternativeNamePresent),
        new("L204", "RFC 1034, section 3.5", NameLints.AlternativeNameSyntax),
        new("L205", "RFC 5280, section 4.2.1.6", NameLints.AlternativeNameOnce),
        new("L206", "RFC 5280, section 4.2.1.6", NameLints.AlternativeNameCriticality),
        new("L207", "RFC 5280, section 4.2.1.10", NameLints.WithinIssuerConstraints),
        new("L301", "RFC 5280, section 4.2", ExtensionLints.Known),
        new("L302", "RFC 5280, section 4.2", ExtensionLints.Once),
        new("L303", "RFC 5280, section 4.2", ExtensionLints.Criticality),
        new("L304", "RFC 5280, section 4.2.1.3", ExtensionLints.KeyUsage),
        new("L305", "RFC 5280, section 4.2.1.12", ExtensionLints.ExtendedKeyUsage),
        new("L306", "RFC 5280, section 4.2.1.12", ExtensionLints.ExtendedKeyUsageWithinIssuer),
        new("L307", "RFC 5280, section 4.2.1.9", ExtensionLints.BasicConstraints),
        new("L308", "RFC 5280, section 4.2.1.1", ExtensionLints.AuthorityKeyIdentifier),
        new("L309", "RFC 5280, section 4.2.1.2", ExtensionLints.SubjectKeyIdentifier),
        new("L310", "RFC 5280, section 4.2.1.13", RevocationLints.DistributionPoint),
        new("L311", "RFC 5280, section 4.2.2.1", RevocationLints.InformationAccess),
        new("L312", "RFC 9608, section 2", RevocationLints.NoRevocationAvailable),
        new("L313", "RFC 5280, section 4.2.1.4", ExtensionLints.Policies),
        new("L401", "RFC 3279, section 2.3", KeyLints.Encoding),
        new("L402", "BR 6.1.5", KeyLints.Size),
        new("L501", "RFC 5280, section 4.1.2.6", AuthorityLints.Subject),
        new("L502", "RFC 5280, section 4.2.1.9", AuthorityLints.PathLength),
        new("L503", "RFC 5280, section 6.1.4", AuthorityLints.ConstraintsWithinIssuer),
        new("L504", "RFC 5280, section 4.2.1.10", AuthorityLints.ConstraintForms),
        new("L505", "BR 7.1.2.1", AuthorityLints.Root),
        new("L601", "BR 6.3.2", BaselineLints.Lifetime),
        new("L602", "BR 7.1.2.7.12", BaselineLints.AtLeastTwoLabels),
        new("L603", "BR 7.1.2.7.10", BaselineLints.ServerOnly),
        new("L604", "BR 7.1.2.10.2", BaselineLints.SubordinateSubject),
    ];

    /// <summary>Null when nothing was found.</summary>
    public static LintFailure? Run(LintSubject subject)
    {
        ImmutableArray<string>.Builder? findings = null;
        foreach (var lint in All)
        {
            if (lint.Run(subject) is { } finding) (findings ??= ImmutableArray.CreateBuilder<string>()).Add(finding);
        }

        return findings is null ? null : new(findings.DrainToImmutable());
    }
}
