using Reconciler.Core.Actual;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Store.Snapshots;

/// <summary>Puts a snapshot's entries together and checks what holds between them: each once, and no authority above itself.</summary>
internal static class SnapshotParts
{
    public static StateSnapshot Join(SnapshotShape shape)
    {
        var authorities = Each(shape.Authorities.Select(entry => entry.ToAuthority()), authority => authority.Id);
        foreach (var id in authorities.Keys) RequireRoot(id, authorities);
        var state = new ActualState
        {
            Lineage = shape.State.Lineage,
            Serial = shape.State.Serial,
            Authorities = authorities,
            Certificates = Each(shape.Certificates.Select(entry => entry.ToCertificate()), certificate => certificate.Id),
            Deployments = Each(shape.Deployments.Select(entry => entry.ToDeployment()), deployment => deployment.Id),
            Records = Each(shape.Records.Select(entry => entry.ToRecord()), record => record.Id),
            FirstRegions = shape.FirstRegions,
            Sightings = Each((shape.Sightings ?? []).Select(entry => entry.ToSighting()), sighting => sighting.Id),
            Retries = Each(shape.Retries ?? [], retry => retry.Change).ToDictionary(entry => entry.Key, entry => entry.Value.ToRetry(), StringComparer.Ordinal),
        };
        return new(state, [.. shape.Evidence.Select(entry => entry.ToEvidence())]);
    }

    private static Dictionary<TKey, T> Each<TKey, T>(IEnumerable<T> entries, Func<T, TKey> keyOf)
        where TKey : notnull
    {
        var each = new Dictionary<TKey, T>();
        foreach (var entry in entries)
        {
            if (!each.TryAdd(keyOf(entry), entry)) throw new FormatException($"{keyOf(entry)} stands in it twice");
        }

        return each;
    }

    /// <summary>Going up from an authority ends: at most as many steps as there are authorities.</summary>
    private static void RequireRoot(ResourceId authority, Dictionary<ResourceId, ActualAuthority> authorities)
    {
        var left = authorities.Count;
        for (var id = authority; authorities.GetValueOrDefault(id)?.Current?.Parent is { } parent; id = parent)
        {
            if (--left < 0) throw new FormatException($"{authority} stands above itself");
        }
    }
}
