using Reconciler.Core.Diagnostics;

namespace Reconciler.Core.Desired.Rules;

[DiagnosticCodes]
internal static class IssuedByRoot
{
    public static readonly DiagnosticCode Direct = new(
        "C132",
        Severity.Warning,
        "certificate straight from a root",
        "A root that signs certificates itself must be at hand for every renewal, and replacing it means telling every client anew. A subordinate authority between them can be replaced without anybody noticing.");

    public static void Check(DeclaredObjects declared, DiagnosticBag problems)
    {
        foreach (var certificate in declared.Unchecked(Direct))
        {
            foreach (var authority in declared.AuthoritiesOf(certificate))
            {
                if (authority.Spec.Type != AuthorityType.Root) continue;
                problems.Add(
                    Direct,
                    $"{certificate.Id.Short} is issued straight from the root {authority.Id.Short}",
                    DeclaredObjects.PlaceOf(certificate, authority),
                    authority.Id.Name.Length,
                    "declare a subordinate authority and name that");
            }
        }
    }
}
