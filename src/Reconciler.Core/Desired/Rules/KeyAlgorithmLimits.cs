using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Desired.Rules;

/// <summary>Row KEY-01 and <c>issuance.allowedAlgorithms</c>.</summary>
[DiagnosticCodes]
internal static class KeyAlgorithmLimits
{
    public static readonly DiagnosticCode NotAllowed = new(
        "C078",
        Severity.Error,
        "key algorithm not allowed by the authority",
        "issuance.allowedAlgorithms of the authority lists the key algorithms of the certificates that it issues.");

    public static readonly DiagnosticCode NotForCertificates = new(
        "C079",
        Severity.Error,
        "key algorithm only for authorities",
        "Certificates have RSA_2048, EC_prime256v1 or EC_secp384r1; larger keys slow every handshake and are kept for authorities.");

    public static void Check(DeclaredObjects declared, DiagnosticBag problems)
    {
        foreach (var certificate in declared.Unchecked(NotAllowed, NotForCertificates))
        {
            var algorithm = certificate.Spec.KeyAlgorithm;
            if (!KeyAlgorithms.ForCertificates.Contains(algorithm))
            {
                var help = $"write one of {string.Join(", ", KeyAlgorithms.ForCertificates)}";
                problems.Add(NotForCertificates, $"{algorithm} is for authorities, not for certificates", certificate.Places.Of("key.algorithm"), algorithm.ToString().Length, help);
                continue;
            }

            foreach (var authority in declared.AuthoritiesOf(certificate))
            {
                var allowed = authority.Spec.Issuance.AllowedAlgorithms;
                if (allowed.IsEmpty || allowed.Contains(algorithm)) continue;
                problems.Add(
                    NotAllowed,
                    $"{authority.Id.Short} does not issue for {algorithm} keys",
                    certificate.Places.Of("key.algorithm"),
                    certificate.Places.Underlined("key.algorithm", algorithm.ToString().Length),
                    $"write one of {string.Join(", ", allowed)}",
                    new RelatedPlace(authority.Places.Of("issuance.allowedAlgorithms"), "what the authority allows"));
            }
        }
    }
}
