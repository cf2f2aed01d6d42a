using Reconciler.Core.Desired;
using Reconciler.Core.Validation;

namespace Reconciler.Core.Planning;

/// <summary>
/// Whether two declarations say the same, wherever they are written. Lists are compared here and everything else by the records' own equality, so that a
/// field which is new, or a list which is forgotten here, makes a difference and never none.
/// </summary>
internal static class SameDeclared
{
    public static bool Are(DeclaredResource left, DeclaredResource right) => ReferenceEquals(left, right)
        || (left.Protect == right.Protect && SpecText.SameTags(left.Tags, right.Tags) && (left, right) switch
        {
            (Certificate a, Certificate b) => Are(a.Spec, b.Spec),
            (CertificateAuthority a, CertificateAuthority b) => Are(a.Spec, b.Spec),
            (ValidationMethod a, ValidationMethod b) => Are(a.Spec, b.Spec),
            (DnsProvider a, DnsProvider b) => Are(a.Spec, b.Spec),
            (Target a, Target b) => Are(a.Spec, b.Spec),
            (Account a, Account b) => Are(a.Spec, b.Spec),
            _ => false,
        });

    public static bool Are(WantedRecord left, WantedRecord right) => ReferenceEquals(left, right)
        || (left.NeededBy.SequenceEqual(right.NeededBy) && left == right with { NeededBy = left.NeededBy });

    public static bool Are(CertificateSpec left, CertificateSpec right) => ReferenceEquals(left, right)
        || (left.Domains.SequenceEqual(right.Domains) && left.Authorities.SequenceEqual(right.Authorities)
            && left.Usages.SequenceEqual(right.Usages) && left.Targets.SequenceEqual(right.Targets)
            && left == right with { Domains = left.Domains, Authorities = left.Authorities, Usages = left.Usages, Targets = left.Targets });

    public static bool Are(AuthoritySpec left, AuthoritySpec right) => ReferenceEquals(left, right)
        || (left.CaaIdentities.SequenceEqual(right.CaaIdentities) && Are(left.NameConstraints, right.NameConstraints) && Are(left.Issuance, right.Issuance)
            && left == right with { CaaIdentities = left.CaaIdentities, NameConstraints = left.NameConstraints, Issuance = left.Issuance });

    private static bool Are(NameConstraints left, NameConstraints right) =>
        left.Permitted.SequenceEqual(right.Permitted) && left.Excluded.SequenceEqual(right.Excluded)
        && left.PermittedIp.SequenceEqual(right.PermittedIp) && left.ExcludedIp.SequenceEqual(right.ExcludedIp);

    private static bool Are(IssuanceSpec left, IssuanceSpec right) =>
        left.AllowedDomains.SequenceEqual(right.AllowedDomains) && left.AllowedAlgorithms.SequenceEqual(right.AllowedAlgorithms)
        && left == right with { AllowedDomains = left.AllowedDomains, AllowedAlgorithms = left.AllowedAlgorithms };

    private static bool Are(ValidationMethodSpec left, ValidationMethodSpec right) =>
        left.Resolvers.SequenceEqual(right.Resolvers) && left == right with { Resolvers = left.Resolvers };

    private static bool Are(DnsProviderSpec left, DnsProviderSpec right) => left.GetType() == right.GetType() && SpecText.Same(left, right);

    private static bool Are(TargetSpec left, TargetSpec right) => left.Accepts == right.Accepts && SpecText.Same(left, right);

    private static bool Are(AccountSpec left, AccountSpec right) =>
        left.Regions.SequenceEqual(right.Regions) && left.Owners.SequenceEqual(right.Owners) && left == right with { Regions = left.Regions, Owners = left.Owners };
}
