using System.Collections.Immutable;
using Reconciler.Core.Actual;

namespace Reconciler.Core.Planning;

/// <summary>How what is there differs from what was left there.</summary>
public enum DriftKind
{
    None,

    /// <summary>Content is the same, only stat differs: the record is refreshed, nothing is written.</summary>
    Touched,

    Changed,
    Missing,
    Unreadable,
}

/// <param name="Detail">Path and what differs; null without drift.</param>
/// <param name="Refreshed">The record with new stat values where the kind is Touched; null otherwise.</param>
public sealed record DeploymentObservation(string DeploymentId, DriftKind Drift, string? Detail, DeployedContent? Refreshed);

/// <summary>What a provider holds of ours.</summary>
/// <param name="Failure">Null when it was read.</param>
public sealed record ProviderReading(ImmutableArray<ZoneRecord> Records, string? Failure);
