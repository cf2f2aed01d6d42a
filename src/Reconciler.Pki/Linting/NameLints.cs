using System.Collections.Immutable;
using Reconciler.Core.Domain;
using Reconciler.Pki.Encoding;
using Reconciler.Pki.Issuance;

namespace Reconciler.Pki.Linting;

/// <summary>Names of leaves. Names of authorities are judged by <see cref="AuthorityLints"/>.</summary>
internal static class NameLints
{
    public static string? LeafSubject(LintSubject subject)
    {
        var attributes = subject.Certificate.SubjectAttributes;
        return subject.IsAuthority || attributes.IsEmpty ? null
            : attributes.Length > 1 || attributes[0].Oid != Oids.CommonName ? "the subject holds more than a common name"
            : attributes[0].Value.Length is 0 or > 64 ? "the common name is not 1 to 64 characters long"
            : null;
    }

    public static string? CommonNameIsListed(LintSubject subject) =>
        subject.IsAuthority || subject.Certificate.CommonName is not { } name || DnsNames(subject).Contains(name, StringComparer.Ordinal)
            ? null
            : $"the common name \"{name}\" is none of the alternative names";

    public static string? AlternativeNamePresent(LintSubject subject)
    {
        var names = subject.Values.SubjectAlternativeName;
        return subject.IsAuthority ? names is null ? null : "an authority has alternative names"
            : names is null || names.DnsNames.IsEmpty ? "there is no alternative name"
            : names.HasOtherForms ? "an alternative name is no DNS name"
            : null;
    }

    public static string? AlternativeNameSyntax(LintSubject subject)
    {
        foreach (var name in DnsNames(subject))
        {
            if (!HostNames.IsValid(name)) return $"\"{name}\" is no host name";
        }

        return null;
    }

    public static string? AlternativeNameOnce(LintSubject subject)
    {
        var names = DnsNames(subject);
        return names.Length < 2 || names.Distinct(StringComparer.Ordinal).Count() == names.Length ? null : "an alternative name is there twice";
    }

    public static string? AlternativeNameCriticality(LintSubject subject)
    {
        foreach (var extension in subject.Certificate.Extensions)
        {
            if (extension.Oid == Oids.SubjectAlternativeName && extension.IsCritical != subject.Certificate.HasEmptySubject)
                return "the alternative names must be critical where the subject is empty, and only there";
        }

        return null;
    }

    /// <summary>A wildcard counts as its domain, and may not stand for a name that is excluded one label below it.</summary>
    public static string? WithinIssuerConstraints(LintSubject subject)
    {
        var (permitted, excluded) = (subject.Issuer.Constraints.Permitted, subject.Issuer.Constraints.Excluded);
        if (permitted.IsEmpty && excluded.IsEmpty) return null;
        foreach (var name in DnsNames(subject))
        {
            var isWildcard = name.StartsWith("*.", StringComparison.Ordinal);
            var domain = isWildcard ? name[2..] : name;
            if (!permitted.IsEmpty && !permitted.Any(constraint => ConstraintInheritance.Covers(constraint, domain)))
                return $"\"{name}\" is outside of what the issuer is permitted";
            if (excluded.Any(constraint => ConstraintInheritance.Covers(constraint, domain) || (isWildcard && DomainText.Parent(constraint) == domain)))
                return $"\"{name}\" reaches what the issuer must not issue for";
        }

        return null;
    }

    private static ImmutableArray<string> DnsNames(LintSubject subject) => subject.Values.SubjectAlternativeName?.DnsNames ?? [];
}
