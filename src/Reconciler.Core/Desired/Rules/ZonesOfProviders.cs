using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Desired.Rules;

/// <summary>That providers hold the zones which others expect of them, and that embedded ones do not stand in each other's way.</summary>
[DiagnosticCodes]
internal static class ZonesOfProviders
{
    public static readonly DiagnosticCode NotHeld = new(
        "C088",
        Severity.Error,
        "provider does not hold the validation zone",
        "zoneProvider writes the TXT value into the validation zone, so one of its zones must be that zone or above it.");

    public static readonly DiagnosticCode SameZone = new(
        "C090",
        Severity.Error,
        "zone declared by two embedded providers",
        "There is one embedded server with the zones of all embedded providers, in all accounts, so each zone belongs to one of them.");

    public static readonly DiagnosticCode NestedZone = new(
        "C134",
        Severity.Warning,
        "zone inside another embedded provider's zone",
        "The embedded server answers from the longest zone that holds a name, so what the other provider writes below this zone is never seen.");

    public static void Check(DeclaredObjects declared, DiagnosticBag problems)
    {
        CheckValidationZones(declared, problems);
        CheckEmbedded(declared, problems);
    }

    private static void CheckValidationZones(DeclaredObjects declared, DiagnosticBag problems)
    {
        var zones = new Dictionary<ResourceId, DomainSet>();
        foreach (var method in declared.ValidationMethods)
        {
            if (!declared.TryFind<DnsProvider>(method.Spec.ZoneProvider, out var provider)) continue;
            if (!zones.TryGetValue(provider.Id, out var held)) zones.Add(provider.Id, held = new(provider.Spec.Zones));
            if (held.Above(method.Spec.Zone) is not null) continue;
            problems.Add(
                NotHeld,
                $"{provider.Id.Short} does not hold the zone \"{method.Spec.Zone}\"",
                method.Places.Of("zoneProvider"),
                provider.Id.Name.Length,
                "name a provider that holds it, or leave zoneProvider out: the embedded server then answers for the zone",
                new RelatedPlace(provider.Places.Of("zones"), "the provider's zones"));
        }
    }

    private static void CheckEmbedded(DeclaredObjects declared, DiagnosticBag problems)
    {
        var owners = new Dictionary<string, (DnsProvider Provider, SourceLocation At)>(StringComparer.Ordinal);
        var embedded = declared.Providers.Where(provider => provider.Spec is DnsProviderSpec.Embedded)
            .SelectMany(provider => provider.Spec.Zones.Select((zone, i) => (Zone: zone, Provider: provider, At: provider.Places.Of($"zones[{i}]")))).ToList();
        foreach (var (zone, provider, at) in embedded)
        {
            if (owners.TryAdd(zone, (provider, at)) || owners[zone].Provider.Id == provider.Id) continue;
            var (first, firstAt) = owners[zone];
            problems.Add(SameZone, $"\"{zone}\" is a zone of {provider.Id} and of {first.Id}", at, zone.Length, "leave it to one of them", new RelatedPlace(firstAt, "also declared here"));
        }

        foreach (var (zone, (provider, at)) in owners)
        {
            for (var parent = DomainText.Parent(zone); parent is not null; parent = DomainText.Parent(parent))
            {
                if (!owners.TryGetValue(parent, out var above)) continue;
                if (above.Provider.Id != provider.Id)
                    problems.Add(NestedZone, $"\"{zone}\" is inside \"{parent}\" of {above.Provider.Id}", at, zone.Length, "declare both zones with one provider", new RelatedPlace(above.At, "the outer zone"));
                break;
            }
        }
    }
}
