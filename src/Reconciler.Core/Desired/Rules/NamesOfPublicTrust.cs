using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Desired.Rules;

/// <summary>Row NAM-05, the part that depends on trust.</summary>
[DiagnosticCodes]
internal static class NamesOfPublicTrust
{
    public static readonly DiagnosticCode OneLabel = new(
        "C080",
        Severity.Error,
        "public trust for a single label",
        "A name of one label means another host in every network, so nobody can prove control of it. Only an authority of private trust issues for it.");

    public static readonly DiagnosticCode PublicSuffix = new(
        "C081",
        Severity.Error,
        "public trust for a public suffix",
        "Registries let everybody register names below a public suffix such as co.uk, so nobody controls all of them: neither the suffix nor a wildcard right on it is issued. The Public Suffix List decides; a top-level domain that it does not know counts as one.");

    public static readonly DiagnosticCode TooManyLabels = new(
        "C082",
        Severity.Error,
        "public trust for a name of more than 10 labels",
        "Names of more than 10 labels are refused for public trust: every label costs a look-up of CAA records.");

    public static readonly DiagnosticCode ReverseZone = new(
        "C083",
        Severity.Error,
        "name under .arpa",
        "Profile br issues for no name under .arpa, where addresses are mapped to names (Baseline Requirements, since 2026-03-15).");

    public static readonly DiagnosticCode InternalName = new(
        "C098",
        Severity.Error,
        "internal name",
        "Profile br issues only below top-level domains that are delegated from the root. Profile classic and private trust take internal names.");

    private const int MaxLabels = 10;

    public static void Check(DeclaredObjects declared, DiagnosticBag problems)
    {
        foreach (var certificate in declared.Unchecked(OneLabel, PublicSuffix, TooManyLabels, ReverseZone, InternalName))
        {
            if (declared.TrustOf(certificate) != Trust.Public) continue;
            var br = declared.AuthoritiesOf(certificate).Any(authority => authority.Spec.Profile == IssuingProfile.Br);
            for (var i = 0; i < certificate.Spec.Domains.Length; i++)
            {
                var name = certificate.Spec.Domains[i];
                if (Refuse(name, br) is var (code, reason, help)) problems.Add(code, reason, certificate.Places.Of($"domains[{i}]"), name.Value.Length, help);
            }
        }
    }

    private static (DiagnosticCode Code, string Reason, string Help)? Refuse(DnsName name, bool br)
    {
        var domain = name.Domain;
        var labels = domain.AsSpan().Count('.') + 1;
        if (labels == 1 && !name.IsWildcard) return (OneLabel, $"\"{name}\" has one label; public trust needs at least two", "write the full name, or choose an authority of private trust");
        if (PublicSuffixes.IsPublicSuffix(domain))
        {
            var reason = name.IsWildcard ? $"\"{name}\" is a wildcard right on the public suffix \"{domain}\"" : $"\"{name}\" is a public suffix";
            return (PublicSuffix, reason, "name a domain below it");
        }

        if (labels > MaxLabels) return (TooManyLabels, $"\"{name}\" has {labels} labels; public trust takes at most {MaxLabels}", "use a shorter name");
        if (!br) return null;
        if (DomainText.IsWithin(domain, "arpa")) return (ReverseZone, $"\"{name}\" is under .arpa, for which profile br issues nothing", "take the name away");
        return PublicSuffixes.HasListedTopLevel(domain)
            ? null
            : (InternalName, $"\"{name}\" is an internal name: \".{domain[(domain.LastIndexOf('.') + 1)..]}\" is no top-level domain", "take the name away, or use profile classic");
    }
}
