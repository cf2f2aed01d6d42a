using Reconciler.Pki.Encoding;
using Reconciler.Pki.Issuance;

namespace Reconciler.Pki.Linting;

/// <summary>Certificates that may issue others.</summary>
internal static class AuthorityLints
{
    /// <summary>ub-common-name and ub-organization-name of RFC 5280, appendix A.1.</summary>
    private const int LongestAttribute = 64;

    public static string? Subject(LintSubject subject)
    {
        if (!subject.IsAuthority) return null;
        if (string.IsNullOrEmpty(subject.Certificate.CommonName)) return "an authority has no common name";
        foreach (var attribute in subject.Certificate.SubjectAttributes)
        {
            if (attribute.Oid is not (Oids.CommonName or Oids.Organization or Oids.Country)) return $"the subject holds {attribute.Oid}";
            if (attribute.Oid == Oids.Country ? !IsCountry(attribute.Value) : attribute.Value.Length is 0 or > LongestAttribute)
                return $"\"{attribute.Value}\" in the subject is not 1 to {LongestAttribute} characters, or a country's two capitals";
        }

        return null;
    }

    public static string? PathLength(LintSubject subject) =>
        !subject.IsAuthority || subject.Issuer.PathLength is not { } limit ? null
        : limit == 0 ? "the issuer's path length allows no authority below it"
        : subject.Values.BasicConstraints!.PathLength is { } own && own < limit ? null
        : $"the path length is not below the issuer's, which is {limit}";

    public static string? ConstraintsWithinIssuer(LintSubject subject)
    {
        if (!subject.IsAuthority || subject.Issuer.NameConstraints is null) return null;
        var own = subject.Values.NameConstraints?.Names ?? Core.Desired.NameConstraints.None;
        return ConstraintInheritance.FindWider(own, subject.Issuer.Constraints) is { } wider
            ? $"the name constraints leave out a limit of the issuer's: \"{wider}\""
            : null;
    }

    /// <summary>What is not understood is not passed over: a form that we cannot compare stops the issuing.</summary>
    public static string? ConstraintForms(LintSubject subject) =>
        subject.Issuer.NameConstraints is { HasOtherForms: true } ? "the issuer has name constraints of a form that is not checked"
        : subject.Values.NameConstraints is null ? null
        : !subject.IsAuthority ? "a leaf has name constraints"
        : subject.Values.NameConstraints.HasOtherForms ? "there are name constraints besides DNS names and addresses with whole masks"
        : subject.Values.NameConstraints.Names.IsEmpty ? "the name constraints are empty"
        : subject.Values.NameConstraints.Names.Permitted.Concat(subject.Values.NameConstraints.Names.Excluded).FirstOrDefault(IsNoConstraint) is { } name
            ? $"\"{name}\" is no name constraint"
        : null;

    public static string? Root(LintSubject subject) =>
        !subject.Issuer.IsSubjectItself ? null
        : !subject.IsAuthority ? "a certificate that is no authority's would sign itself"
        : !subject.Values.ExtendedKeyUsages.IsEmpty || !subject.Values.Policies.IsEmpty ? "a root limits its own purposes"
        : subject.Values.CrlDistributionPoints is not null ? "a root says where its own revocation is told"
        : null;

    private static bool IsNoConstraint(string name) => name.Length > 0 && (name[0] == '*' || !HostNames.IsValid(name));

    private static bool IsCountry(string value) => value.Length == 2 && value.All(char.IsAsciiLetterUpper);
}
