using Reconciler.Core.Diagnostics;

namespace Reconciler.Core.Desired.Rules;

/// <summary>A record depends on account, zone and domain alone (row DNS-04), so methods that share a zone share their records too.</summary>
[DiagnosticCodes]
internal static class MethodsOfOneZone
{
    public static readonly DiagnosticCode Differ = new(
        "C131",
        Severity.Warning,
        "validation methods of one zone differ",
        "Two methods of an account with one validation zone want the very same records. They are rendered and written once, by the first method in order of identity; what the others say about record, ttl and provider has no effect.");

    public static void Check(DeclaredObjects declared, DiagnosticBag problems)
    {
        var first = new Dictionary<(string Account, string Zone), ValidationMethod>();
        foreach (var method in declared.ValidationMethods)
        {
            if (first.TryAdd((method.Id.Account, method.Spec.Zone), method)) continue;
            var leading = first[(method.Id.Account, method.Spec.Zone)];
            var differences = string.Join(" and ", Differences(method.Spec, leading.Spec));
            if (differences.Length == 0) continue;
            problems.Add(
                Differ,
                $"{method.Id.Short} and {leading.Id.Short} share the zone \"{method.Spec.Zone}\" but differ in {differences}; {leading.Id.Short} is followed",
                method.Places.Of("zone"),
                method.Spec.Zone.Length,
                "make them alike, or give one a zone of its own",
                new RelatedPlace(leading.Places.Of("zone"), "the method that is followed"));
        }
    }

    private static IEnumerable<string> Differences(ValidationMethodSpec spec, ValidationMethodSpec leading)
    {
        if (spec.Record != leading.Record) yield return "record";
        if (spec.Ttl != leading.Ttl) yield return "ttl";
        if (spec.Provider != leading.Provider) yield return "provider";
    }
}
