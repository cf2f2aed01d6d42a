using System.Collections.Immutable;
using Reconciler.Core.Desired.Rules;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;
using Reconciler.Core.Validation;

namespace Reconciler.Core.Desired;

/// <summary>A domain of an account whose control must be proved through one zone.</summary>
/// <param name="Method">Renders and checks the record: of the account's methods for the zone the first by identity.</param>
/// <param name="Certificates">Who needs it, by identity.</param>
internal sealed record ValidationNeed(ValidationMethod Method, string Domain, List<ResourceId> Certificates);

/// <summary>Collects what must be proved for certificates of public trust: one need per account, zone and domain (rows DNS-02 to DNS-04).</summary>
[DiagnosticCodes]
internal static class ValidationNeeds
{
    public static readonly DiagnosticCode NameTooLong = new(
        "C089",
        Severity.Error,
        "name too long to be validated by a record",
        "The validation record stands at _<32 digits>.<domain> and leads to _<32 digits>.<validation zone>. A name has at most 253 octets, so neither domain nor zone may have more than 219.");

    public static readonly DiagnosticCode NoZone = new(
        "C130",
        Severity.Warning,
        "provider holds no zone for a domain",
        "The provider cannot write the record of this domain; it is shown for people to copy, and the certificate waits until it is there.");

    private const int MaxDomain = DnsNameSyntax.MaxLength - ValidationTokens.PrefixLength;

    /// <summary>In order of the first certificate that needs it, then of its domains. Domains that no record can prove are reported and left out.</summary>
    public static IReadOnlyList<ValidationNeed> Collect(DeclaredObjects declared, DiagnosticBag problems) => Collect(declared, declared.Certificates, null, problems);

    /// <summary>Likewise, of some certificates.</summary>
    /// <param name="declared">Everything.</param>
    /// <param name="certificates">All that need one of the keys, by identity.</param>
    /// <param name="keys">What is to be proved; null: whatever they need.</param>
    /// <param name="problems">Takes what is reported.</param>
    public static IReadOnlyList<ValidationNeed> Collect(DeclaredObjects declared, ImmutableArray<Certificate> certificates, IReadOnlySet<RecordKey>? keys, DiagnosticBag problems)
    {
        var leading = declared.ValidationMethods.DistinctBy(method => (method.Id.Account, method.Spec.Zone)).ToDictionary(method => (method.Id.Account, method.Spec.Zone));
        var tooLong = leading.Values.Where(method => !CheckZone(method, problems)).ToHashSet<ValidationMethod>(ReferenceEqualityComparer.Instance);
        var zones = declared.Providers.ToDictionary(provider => provider.Id, provider => new DomainSet(provider.Spec.Zones));
        var needs = new List<ValidationNeed>();
        var known = new Dictionary<RecordKey, ValidationNeed>();
        foreach (var certificate in certificates)
        {
            if (declared.TrustOf(certificate) != Trust.Public || !declared.TryFind<ValidationMethod>(certificate.Spec.Validation, out var own)) continue;
            var method = leading[(own.Id.Account, own.Spec.Zone)];
            if (tooLong.Contains(method)) continue;
            for (var i = 0; i < certificate.Spec.Domains.Length; i++)
            {
                var key = new RecordKey(method.Id.Account, method.Spec.Zone, certificate.Spec.Domains[i].Domain);
                if (keys?.Contains(key) == false) continue;
                if (known.TryGetValue(key, out var need))
                {
                    if (need.Certificates[^1] != certificate.Id) need.Certificates.Add(certificate.Id);
                    continue;
                }

                need = new(method, key.Domain, [certificate.Id]);
                known.Add(key, need);
                if (CheckDomain(certificate, i, method, zones, problems)) needs.Add(need);
            }
        }

        return needs;
    }

    /// <summary>What a certificate of public trust needs proved; nothing where it names no method.</summary>
    public static IEnumerable<RecordKey> KeysOf(Certificate certificate, DeclaredObjects declared) =>
        declared.TryFind<ValidationMethod>(certificate.Spec.Validation, out var method)
            ? certificate.Spec.Domains.Select(name => new RecordKey(method.Id.Account, method.Spec.Zone, name.Domain))
            : [];

    private static bool CheckZone(ValidationMethod method, DiagnosticBag problems)
    {
        var zone = method.Spec.Zone;
        if (zone.Length <= MaxDomain) return true;
        var message = $"zone of {method.Id.Short} has {zone.Length} octets, too many for the {ValidationTokens.PrefixLength} that stand in front";
        problems.Add(NameTooLong, message, method.Places.Of("zone"), zone.Length, $"use a zone of at most {MaxDomain} octets");
        return false;
    }

    private static bool CheckDomain(
        Certificate certificate, int index, ValidationMethod method, Dictionary<ResourceId, DomainSet> zones, DiagnosticBag problems)
    {
        var name = certificate.Spec.Domains[index];
        SourceLocation Place() => certificate.Places.Of($"domains[{index}]");
        if (name.Domain.Length > MaxDomain)
        {
            var message = $"\"{name.Domain}\" has {name.Domain.Length} octets, too many for the {ValidationTokens.PrefixLength} that its validation record puts in front";
            problems.Add(NameTooLong, message, Place(), name.Value.Length, $"use a name of at most {MaxDomain} octets");
            return false;
        }

        if (method.Spec.Provider is { } provider && zones.TryGetValue(provider, out var held) && held.Above(name.Domain) is null)
        {
            var message = $"{provider.Short} holds no zone for \"{name.Domain}\", so its validation record must be written by hand";
            problems.Add(NoZone, message, Place(), name.Value.Length, "add the zone to the provider, or copy the record from the output of records");
        }

        return true;
    }
}
