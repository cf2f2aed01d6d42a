using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Desired.Rules;

/// <summary>
/// Row KEY-05: declared lengths against declared lengths, fixed ends against fixed ends. A length against a fixed end needs a clock: the planner cuts
/// it, with a warning.
/// </summary>
[DiagnosticCodes]
internal static class ValidityLimits
{
    public static readonly DiagnosticCode BeyondIssuer = new(
        "C069",
        Severity.Error,
        "validity longer than the issuing authority's own",
        "No certificate outlives its issuer. A validity longer than the authority's own declared one could never be honoured; one that merely runs past the authority's present end is cut to it.");

    public static readonly DiagnosticCode BeyondMaximum = new(
        "C070",
        Severity.Error,
        "validity longer than the authority issues",
        "issuance.maxValidity of the authority (395d unless written) bounds the certificates that it issues.");

    public static readonly DiagnosticCode NotShortLived = new(
        "C071",
        Severity.Error,
        "validity too long for a short-lived authority",
        "An authority with mode short-lived issues for at most 7 days: such certificates need no revocation.");

    private static readonly Period ShortLived = Period.Days(7);

    public static void Check(DeclaredObjects declared, DiagnosticBag problems)
    {
        foreach (var authority in declared.Authorities)
        {
            if (declared.TryFind<CertificateAuthority>(authority.Spec.Parent, out var parent)) CheckIssuer(authority, authority.Spec.Validity, parent, problems);
        }

        foreach (var certificate in declared.Unchecked(BeyondIssuer, BeyondMaximum, NotShortLived))
        {
            foreach (var authority in declared.AuthoritiesOf(certificate))
            {
                CheckIssuer(certificate, certificate.Spec.Validity, authority, problems);
                CheckIssuance(certificate, certificate.Spec.Validity, authority, problems);
            }
        }
    }

    private static void CheckIssuer(DeclaredResource resource, Validity validity, CertificateAuthority issuer, DiagnosticBag problems)
    {
        var limit = issuer.Spec.Validity;
        if (!(validity.Period?.Nominal > limit.Period?.Nominal) && !(validity.NotAfter > limit.NotAfter)) return;
        problems.Add(
            BeyondIssuer,
            $"validity {validity} of {resource.Id.Short} is longer than that of its issuer {issuer.Id.Short}, {limit}",
            Place(resource, validity),
            Underlined(resource, validity),
            $"write at most {limit}",
            new RelatedPlace(Place(issuer, limit), "the issuer's validity"));
    }

    private static void CheckIssuance(Certificate certificate, Validity validity, CertificateAuthority authority, DiagnosticBag problems)
    {
        if (validity.Period is not { } period) return;
        if (authority.Spec.Mode == AuthorityMode.ShortLived && period.Nominal > ShortLived.Nominal)
        {
            var message = $"validity {period} of {certificate.Id.Short} is too long: {authority.Id.Short} is short-lived and issues for at most {ShortLived}";
            problems.Add(NotShortLived, message, Place(certificate, validity), Underlined(certificate, validity), $"write validity: {ShortLived}", new RelatedPlace(authority.Places.Of("mode"), "the authority's mode"));
        }
        else if (period.Nominal > authority.Spec.Issuance.MaxValidity.Nominal && !(period.Nominal > authority.Spec.Validity.Period?.Nominal))
        {
            var maximum = authority.Spec.Issuance.MaxValidity;
            var message = $"validity {period} of {certificate.Id.Short} is longer than {authority.Id.Short} issues, {maximum}";
            problems.Add(BeyondMaximum, message, Place(certificate, validity), Underlined(certificate, validity), $"write at most {maximum}", new RelatedPlace(authority.Places.Of("issuance.maxValidity"), "the authority's issuance.maxValidity"));
        }
    }

    private static SourceLocation Place(DeclaredResource resource, Validity validity) => resource.Places.Of(FieldOf(validity));

    private static int Underlined(DeclaredResource resource, Validity validity) => resource.Places.Underlined(FieldOf(validity), validity.Text.Length);

    private static string FieldOf(Validity validity) => validity.NotAfter is null ? "validity" : "notAfter";
}
