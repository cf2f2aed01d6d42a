using Reconciler.Core.Domain;

namespace Reconciler.Core.Actual;

/// <summary>What a state holds, at one serial, of the objects that were asked for. One that is absent here is not there any more.</summary>
public sealed record StatePart
{
    public required StateMark Mark { get; init; }

    public required StateSubjects Asked { get; init; }

    public required IReadOnlyDictionary<ResourceId, ActualAuthority> Authorities { get; init; }

    public required IReadOnlyDictionary<ResourceId, ActualCertificate> Certificates { get; init; }

    public required IReadOnlyDictionary<string, ActualDeployment> Deployments { get; init; }

    public required IReadOnlyDictionary<string, ActualRecord> Records { get; init; }

    public required IReadOnlyDictionary<string, RetryState> Retries { get; init; }

    public required IReadOnlyDictionary<string, RecordSighting> Sightings { get; init; }

    /// <summary>Of every account.</summary>
    public required IReadOnlyDictionary<string, string> FirstRegions { get; init; }

    /// <summary>Of all keys.</summary>
    public required DateTimeOffset? NextKeyDestruction { get; init; }

    /// <summary>The part of a whole state that was asked for.</summary>
    public static StatePart Of(ActualState state, StateSubjects asked)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(asked);
        return new()
        {
            Mark = StateMark.Of(state),
            Asked = asked,
            Authorities = Pick(state.Authorities, asked.Authorities),
            Certificates = Pick(state.Certificates, asked.Certificates),
            Deployments = Pick(state.Deployments, asked.Deployments),
            Records = Pick(state.Records, asked.Records),
            Retries = Pick(state.Retries, asked.Retries),
            Sightings = Pick(state.Sightings, asked.Sightings),
            FirstRegions = state.FirstRegions,
            NextKeyDestruction = state.NextKeyDestruction,
        };
    }

    /// <summary>The state before as it is with this part; what was not asked for is as it was.</summary>
    public ActualState Over(ActualState before)
    {
        ArgumentNullException.ThrowIfNull(before);
        return new()
        {
            Lineage = Mark.Lineage,
            Serial = Mark.Serial,
            Authorities = Over(before.Authorities, Authorities, Asked.Authorities),
            Certificates = Over(before.Certificates, Certificates, Asked.Certificates),
            Deployments = Over(before.Deployments, Deployments, Asked.Deployments),
            Records = Over(before.Records, Records, Asked.Records),
            Retries = Over(before.Retries, Retries, Asked.Retries),
            Sightings = Over(before.Sightings, Sightings, Asked.Sightings),
            FirstRegions = FirstRegions,
            NextKeyDestruction = NextKeyDestruction,
        };
    }

    private static Dictionary<TKey, TValue> Pick<TKey, TValue>(IReadOnlyDictionary<TKey, TValue> all, IReadOnlySet<TKey> asked)
        where TKey : notnull
    {
        var found = new Dictionary<TKey, TValue>(asked.Count);
        foreach (var key in asked)
        {
            if (all.TryGetValue(key, out var value)) found.Add(key, value);
        }

        return found;
    }

    private static IReadOnlyDictionary<TKey, TValue> Over<TKey, TValue>(
        IReadOnlyDictionary<TKey, TValue> before, IReadOnlyDictionary<TKey, TValue> part, IReadOnlySet<TKey> asked)
        where TKey : notnull
        where TValue : class
    {
        if (asked.Count == 0) return before;
        var after = new Overlay<TKey, TValue>(before);
        foreach (var key in asked)
        {
            if (part.TryGetValue(key, out var value)) after[key] = value;
            else after.Remove(key);
        }

        return after;
    }
}
