using Reconciler.Core.Diagnostics;

namespace Reconciler.Core.Desired.Rules;

/// <summary>Row ISS-02.</summary>
[DiagnosticCodes]
internal static class UsagesByTrust
{
    public static readonly DiagnosticCode ClientAuth = new(
        "C075",
        Severity.Error,
        "clientAuth with public trust",
        "Certificates of public trust authenticate servers only; public programmes no longer take clientAuth. Clients get certificates from an authority of private trust.");

    public static void Check(DeclaredObjects declared, DiagnosticBag problems)
    {
        foreach (var certificate in declared.Unchecked(ClientAuth))
        {
            if (!certificate.Spec.Usages.Contains(KeyUsagePurpose.ClientAuth) || declared.TrustOf(certificate) != Trust.Public) continue;
            var message = $"{certificate.Id.Short} asks for clientAuth, but {certificate.Spec.Authority.Short} has public trust";
            problems.Add(ClientAuth, message, certificate.Places.Of("usages"), 0, "write usages: [serverAuth], or choose an authority of private trust");
        }
    }
}
