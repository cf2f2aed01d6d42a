using Reconciler.Core.Diagnostics;

namespace Reconciler.Core.Desired.Rules;

[DiagnosticCodes]
internal static class PublicAuthorities
{
    public static readonly DiagnosticCode NoCaaIdentity = new(
        "C074",
        Severity.Error,
        "public trust without a CAA identity",
        "Before a certificate of public trust is issued, the CAA records of its names are asked whether this authority may. caaIdentities lists the issuer domain names (RFC 8659, section 4.2) that mean it.");

    public static void Check(DeclaredObjects declared, DiagnosticBag problems)
    {
        foreach (var authority in declared.Authorities)
        {
            if (authority.Spec.Trust == Trust.Public && authority.Spec.CaaIdentities.IsEmpty)
                problems.Add(NoCaaIdentity, $"{authority.Id.Short} has public trust but no caaIdentities", authority.Places.Of("trust"), 0, "add caaIdentities: [<a domain name of yours>]");
        }
    }
}
