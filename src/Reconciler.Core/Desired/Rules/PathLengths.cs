using Reconciler.Core.Diagnostics;

namespace Reconciler.Core.Desired.Rules;

/// <summary>Row PCA-03: a parent's pathLenConstraint is the number of authorities that may follow it (RFC 5280, section 4.2.1.9).</summary>
[DiagnosticCodes]
internal static class PathLengths
{
    public static readonly DiagnosticCode NotAllowed = new(
        "C068",
        Severity.Error,
        "parent's path length does not allow this subordinate",
        "pathLength is the number of authorities that may stand below one: with 0 it issues certificates only. A subordinate's own pathLength must be smaller than its parent's.");

    public static void Check(DeclaredObjects declared, DiagnosticBag problems)
    {
        foreach (var authority in declared.Authorities)
        {
            if (!declared.TryFind<CertificateAuthority>(authority.Spec.Parent, out var parent) || parent.Spec.PathLength is not { } allowed) continue;
            var related = new RelatedPlace(parent.Places.Of("pathLength"), "the parent's path length");
            if (allowed == 0)
            {
                var message = $"{parent.Id.Short} has pathLength 0 and can have no subordinate";
                problems.Add(NotAllowed, message, authority.Places.Of("parent"), parent.Id.Name.Length, "choose another parent, or raise the parent's pathLength before it is created", related);
            }
            else if (authority.Spec.PathLength is not { } own || own >= allowed)
            {
                var written = authority.Spec.PathLength is { } length ? $"pathLength {length}" : "no pathLength";
                var message = $"{authority.Id.Short} has {written}, but its parent {parent.Id.Short} has pathLength {allowed}";
                problems.Add(NotAllowed, message, authority.Places.Of("pathLength"), 0, $"write a pathLength of at most {allowed - 1}", related);
            }
        }
    }
}
