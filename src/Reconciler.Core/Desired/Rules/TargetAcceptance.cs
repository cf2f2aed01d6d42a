using Reconciler.Core.Diagnostics;

namespace Reconciler.Core.Desired.Rules;

/// <summary>Rows TGT-01 and RGN-01.</summary>
[DiagnosticCodes]
internal static class TargetAcceptance
{
    public static readonly DiagnosticCode NotAccepted = new(
        "C085",
        Severity.Error,
        "target does not take such certificates",
        "accepts of a target lists the kinds of certificates that may be placed on it.");

    public static readonly DiagnosticCode OtherRegion = new(
        "C086",
        Severity.Error,
        "target in another region",
        "A private key stays in the region of its certificate, so a certificate serves only targets of its own region.");

    public static void Check(DeclaredObjects declared, DiagnosticBag problems)
    {
        foreach (var certificate in declared.Unchecked(NotAccepted, OtherRegion))
        {
            for (var i = 0; i < certificate.Spec.Targets.Length; i++)
            {
                if (!declared.TryFind<Target>(certificate.Spec.Targets[i], out var target)) continue;
                CheckTarget(certificate, declared.TrustOf(certificate), target, i, problems);
            }
        }
    }

    private static void CheckTarget(Certificate certificate, Trust? trust, Target target, int index, DiagnosticBag problems)
    {
        if (target.Id.Region != certificate.Id.Region)
        {
            var message = $"{target.Id.Short} is in region \"{target.Id.Region}\", {certificate.Id.Short} in \"{certificate.Id.Region}\"";
            problems.Add(OtherRegion, message, certificate.Places.Of($"targets[{index}]"), target.Id.Name.Length, "declare a target in the certificate's region");
        }

        if (trust is null) return;
        var (kind, word) = trust == Trust.Public ? (AcceptedKinds.Public, "public") : (AcceptedKinds.Private, "private");
        if ((target.Spec.Accepts & kind) != 0) return;
        var related = new RelatedPlace(target.Places.Of("accepts"), "what the target accepts");
        var place = certificate.Places.Of($"targets[{index}]");
        problems.Add(NotAccepted, $"{target.Id.Short} does not take certificates of {word} trust", place, target.Id.Name.Length, $"choose another target, or add {word} to its accepts", related);
    }
}
