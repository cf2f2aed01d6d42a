using Reconciler.Core.Domain;
using Reconciler.Core.Validation;

namespace Reconciler.Adapters.Dns.Observing;

/// <summary>
/// Names the usual mistakes behind an absent or wrong record (row DNS-10), with a few more questions to the same server. Best effort: what cannot be looked
/// up is not named.
/// </summary>
internal static class RecordMistakes
{
    private const int MostZonesTried = 3;

    /// <summary>For an owner without a CNAME.</summary>
    public static async Task<string?> OfAbsentAsync(INameServer server, string owner, bool ownerExists, CancellationToken cancellationToken)
    {
        if (ownerExists)
        {
            foreach (var type in (RecordType[])[RecordType.A, RecordType.AAAA])
            {
                if ((await server.AskAsync(owner, type, cancellationToken)).Outcome == LookupOutcome.Found)
                    return "an address answers in place of the alias: the provider or a CDN has flattened the record";
            }
        }

        if (DomainText.Parent(owner) is not { } domain) return null;
        foreach (var zone in ZonesOf(domain).Take(MostZonesTried))
        {
            if (await IsAliasAsync(server, $"{owner}.{zone}", cancellationToken)) return $"it stands at {owner}.{zone}: the zone was appended twice";
        }

        var underWildcard = $"{owner[..owner.IndexOf('.', StringComparison.Ordinal)]}.*.{domain}";
        return await IsAliasAsync(server, underWildcard, cancellationToken)
            ? $"it stands at {underWildcard}, under the wildcard label: it belongs at {owner}"
            : null;
    }

    /// <summary>For an owner whose CNAME leads elsewhere.</summary>
    public static async Task<string?> OfOtherTargetAsync(INameServer server, string owner, string target, CancellationToken cancellationToken)
    {
        if (DomainText.Parent(owner) is not { } domain) return null;
        // From above: asked for by its own name, a wildcard further up would answer for one that is not there.
        foreach (var zone in ZonesOf(domain).Reverse().Take(MostZonesTried))
        {
            var reply = await server.AskAsync($"*.{zone}", RecordType.CNAME, cancellationToken);
            if (reply.AliasOf($"*.{zone}") == target) return $"the wildcard record *.{zone} answers for it";
        }

        return null;
    }

    /// <summary>The name and those above it that can be zones of their owner: with two labels at least.</summary>
    private static IEnumerable<string> ZonesOf(string domain)
    {
        for (string? zone = domain; zone is not null && zone.Contains('.', StringComparison.Ordinal); zone = DomainText.Parent(zone)) yield return zone;
    }

    private static async Task<bool> IsAliasAsync(INameServer server, string name, CancellationToken cancellationToken) =>
        (await server.AskAsync(name, RecordType.CNAME, cancellationToken)).AliasOf(name) is not null;
}
