using Reconciler.Core.Diagnostics;

namespace Reconciler.Core.Desired.Rules;

[DiagnosticCodes]
internal static class UniqueIdentities
{
    public static readonly DiagnosticCode Duplicate = new(
        "C062",
        Severity.Error,
        "two documents declare one object",
        "An object is known by account, region, kind and name, wherever its file lies. Two documents with one identity contradict each other even when they are equal: take one away or give it another name.");

    public static void Check(DeclaredObjects declared, DiagnosticBag problems)
    {
        var all = declared.All;
        if (all.Length == declared.Distinct.Length) return;
        for (var (first, i) = (0, 1); i < all.Length; i++)
        {
            if (all[i].Id != all[first].Id)
            {
                first = i;
                continue;
            }

            problems.Add(
                Duplicate,
                $"{all[i].Id} is declared twice",
                all[i].Places.Of("metadata.name"),
                all[i].Id.Name.Length,
                "take one of the documents away, or give it another name, account or region",
                new RelatedPlace(all[first].Places.Of("metadata.name"), "first declared here"));
        }
    }
}
