using Reconciler.Core.Diagnostics;

namespace Reconciler.Core.Planning;

/// <summary>Edits that are valid on their own and refused because of what exists.</summary>
[DiagnosticCodes]
internal static class PlanCodes
{
    public static readonly DiagnosticCode FixedAuthorityField = new(
        "C201",
        Severity.Error,
        "this field of an existing authority cannot be edited",
        "Subject, key, path length, parent and name constraints are inside the authority's certificate, which others trust. Changing them means another authority: "
        + "declare one under a new name and move certificates to it.");

    public static readonly DiagnosticCode FirstRegionMoved = new(
        "C202",
        Severity.Error,
        "the first region of an account cannot change while objects live there",
        "Objects without metadata.region live in the account's first region. Moving it would give all of them another identity. Write metadata.region on them first.");
}
