using System.Collections.Immutable;
using Reconciler.Core.Actual;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Reporting;

/// <summary>All that is known of one object, gathered to be written down: the same for people and for programs.</summary>
public sealed record ObjectAccount
{
    /// <summary>How far what comes is looked for.</summary>
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(3660);

    public required ObjectRow Row { get; init; }

    public required StateMark Mark { get; init; }

    /// <summary>Commit in force; null: none, or a working tree.</summary>
    public required string? Revision { get; init; }

    public required DateTimeOffset Clock { get; init; }

    public ActualCertificate? Certificate { get; init; }

    public ActualAuthority? Authority { get; init; }

    public required ImmutableArray<ActualDeployment> Deployments { get; init; }

    public required ImmutableArray<ProofEvidence> Proofs { get; init; }

    /// <summary>Changes of it that were tried and are not done, by <c>id#verb</c>.</summary>
    public required ImmutableArray<KeyValuePair<string, RetryState>> Retries { get; init; }

    public required ObjectPast Past { get; init; }

    /// <summary>What would be done now, waits, and comes later; null while nothing is in force.</summary>
    public Plan? Plan { get; init; }

    /// <param name="evidence">The last proofs, of everything.</param>
    /// <param name="past">What the audit log tells of it.</param>
    public static ObjectAccount Of(ResourceId id, ObjectIndex index, IReadOnlyList<ProofEvidence> evidence, ObjectPast past, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(id);
        var actual = index.Actual;
        var certificate = actual.Certificates.GetValueOrDefault(id);
        return new()
        {
            Row = index.Row(id, now),
            Mark = StateMark.Of(actual),
            Revision = index.Desired?.Revision.Commit,
            Clock = now,
            Certificate = certificate,
            Authority = actual.Authorities.GetValueOrDefault(id),
            Deployments = [.. actual.Deployments.Values.Where(deployment => deployment.Certificate == id).OrderBy(deployment => deployment.Id, StringComparer.Ordinal)],
            Proofs = certificate is null ? [] : [.. ProofsOf(certificate, evidence)],
            Retries = [.. actual.Retries.Where(retry => Belongs(retry.Key, id)).OrderBy(retry => retry.Key, StringComparer.Ordinal)],
            Past = past,
            Plan = index.Desired is { } desired ? Planner.Plan(desired, actual, Evidence.None, PlanTargets.Scope(id, desired), now, Horizon) : null,
        };
    }

    internal static IEnumerable<ProofEvidence> ProofsOf(ActualCertificate certificate, IReadOnlyList<ProofEvidence> evidence)
    {
        var domains = certificate.Applied.Domains.Select(name => name.Domain).ToHashSet(StringComparer.Ordinal);
        return evidence.Where(proof => proof.Account == certificate.Id.Account && domains.Contains(proof.Domain));
    }

    /// <summary>What was last seen of the records that its names stand on.</summary>
    internal static IEnumerable<RecordSighting> SightingsOf(ActualCertificate certificate, ActualState actual)
    {
        var domains = certificate.Applied.Domains.Select(name => name.Domain).ToHashSet(StringComparer.Ordinal);
        return actual.Sightings.Values.Where(sighting => sighting.Account == certificate.Id.Account && domains.Contains(sighting.Domain)).OrderBy(sighting => sighting.Id, StringComparer.Ordinal);
    }

    /// <summary>Changes of the object itself and of what hangs on it.</summary>
    internal static IEnumerable<PlanAction> ChangesOf(Plan plan, ResourceId id) =>
        plan.Changes.Where(change => change.Facts.Group == id.Text || change.Id.StartsWith(id.Text + "/", StringComparison.Ordinal));

    /// <summary>Whether the key of a change is of the object, or of what hangs on it.</summary>
    internal static bool Belongs(string key, ResourceId id) =>
        key.StartsWith(id.Text, StringComparison.Ordinal) && key.Length > id.Text.Length && key[id.Text.Length] is '#' or '@' or '/';
}
