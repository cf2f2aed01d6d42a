using Reconciler.Core.Domain;

namespace Reconciler.Core.Actual;

/// <summary>
/// What the store holds, as one immutable snapshot taken at one serial. It holds no key, no DER and no secret: those are asked for by the handler
/// that needs them.
/// </summary>
public sealed class ActualState
{
    /// <summary>Random identity of the state, drawn when it was created; empty for a state that does not exist yet.</summary>
    public required string Lineage { get; init; }

    /// <summary>Counts committed changes; 0 for a state that does not exist yet.</summary>
    public required long Serial { get; init; }

    public required IReadOnlyDictionary<ResourceId, ActualAuthority> Authorities { get; init; }

    public required IReadOnlyDictionary<ResourceId, ActualCertificate> Certificates { get; init; }

    /// <summary>By <see cref="ActualDeployment.Id"/>.</summary>
    public required IReadOnlyDictionary<string, ActualDeployment> Deployments { get; init; }

    /// <summary>By <see cref="ActualRecord.Id"/>.</summary>
    public required IReadOnlyDictionary<string, ActualRecord> Records { get; init; }

    /// <summary>First region of each account when it was last applied.</summary>
    public required IReadOnlyDictionary<string, string> FirstRegions { get; init; }

    /// <summary>Changes that were tried and are not done, by the plan's key of them: <c>id#verb</c>.</summary>
    public IReadOnlyDictionary<string, RetryState> Retries { get; init; } = new Dictionary<string, RetryState>();

    /// <summary>Validation records of certificates in use as they were last seen, by <see cref="RecordSighting.Id"/>.</summary>
    public IReadOnlyDictionary<string, RecordSighting> Sightings { get; init; } = new Dictionary<string, RecordSighting>();

    /// <summary>When the first superseded key is to be destroyed; null: none is waiting for it.</summary>
    public DateTimeOffset? NextKeyDestruction { get; init; }

    /// <summary>A state that nothing was ever applied to.</summary>
    public static ActualState Empty { get; } = new()
    {
        Lineage = "",
        Serial = 0,
        Authorities = new Dictionary<ResourceId, ActualAuthority>(),
        Certificates = new Dictionary<ResourceId, ActualCertificate>(),
        Deployments = new Dictionary<string, ActualDeployment>(StringComparer.Ordinal),
        Records = new Dictionary<string, ActualRecord>(StringComparer.Ordinal),
        FirstRegions = new Dictionary<string, string>(StringComparer.Ordinal),
    };
}
