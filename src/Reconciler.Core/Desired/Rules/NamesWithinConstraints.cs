using Reconciler.Core.Diagnostics;

namespace Reconciler.Core.Desired.Rules;

/// <summary>
/// Row PCA-03. Along a chain permitted sets intersect and excluded sets unite (RFC 5280, section 6.1.4), so each authority's constraints are asked by
/// themselves and all must agree.
/// </summary>
[DiagnosticCodes]
internal static class NamesWithinConstraints
{
    public static readonly DiagnosticCode OutsideConstraints = new(
        "C076",
        Severity.Error,
        "name outside the name constraints",
        "Clients refuse a certificate whose name is outside the name constraints of any authority above it, however it was signed. An authority below cannot widen what one above permits.");

    public static readonly DiagnosticCode NotAllowed = new(
        "C077",
        Severity.Error,
        "name not among the authority's allowed domains",
        "issuance.allowedDomains of the authority lists the domains that it issues for, each with all below it.");

    public static void Check(DeclaredObjects declared, DiagnosticBag problems)
    {
        var limits = declared.Authorities.ToDictionary(authority => authority.Id, authority => new NameLimits(authority));
        var chains = declared.Authorities.ToDictionary(
            authority => authority.Id,
            authority => AuthorityTree.Chain(declared, authority).Select(link => limits[link.Id]).Where(link => link.HasConstraints).ToArray());
        foreach (var certificate in declared.Unchecked(OutsideConstraints, NotAllowed))
        {
            foreach (var authority in declared.AuthoritiesOf(certificate))
            {
                var (chain, own) = (chains[authority.Id], limits[authority.Id]);
                if (chain.Length == 0 && own.AllowsAll) continue;
                for (var i = 0; i < certificate.Spec.Domains.Length; i++)
                {
                    CheckConstraints(certificate, i, chain, problems);
                    CheckAllowed(certificate, i, own, problems);
                }
            }
        }
    }

    private static void CheckConstraints(Certificate certificate, int index, NameLimits[] chain, DiagnosticBag problems)
    {
        var name = certificate.Spec.Domains[index];
        foreach (var link in chain)
        {
            if (link.Constrain(name) is not { } reason) continue;
            problems.Add(
                OutsideConstraints,
                $"\"{name}\" is outside the name constraints of {link.Authority.Id.Short}: {reason}",
                certificate.Places.Of($"domains[{index}]"),
                name.Value.Length,
                "take the name away, or choose an authority whose chain permits it",
                new RelatedPlace(link.Authority.Places.Of("nameConstraints"), "the constraints"));
        }
    }

    private static void CheckAllowed(Certificate certificate, int index, NameLimits limits, DiagnosticBag problems)
    {
        var name = certificate.Spec.Domains[index];
        if (limits.Allows(name)) return;
        problems.Add(
            NotAllowed,
            $"{limits.Authority.Id.Short} does not issue for \"{name}\"",
            certificate.Places.Of($"domains[{index}]"),
            name.Value.Length,
            $"it issues for {limits.AllowedText}",
            new RelatedPlace(limits.Authority.Places.Of("issuance.allowedDomains"), "what the authority allows"));
    }
}
