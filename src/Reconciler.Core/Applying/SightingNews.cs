using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Planning;
using Reconciler.Core.Validation;

namespace Reconciler.Core.Applying;

/// <summary>What was learnt about the validation records of certificates in use (row DNS-09): each loss and each return is a change of its own, once.</summary>
internal static class SightingNews
{
    /// <summary>What differs from what is stored, or is due to be written down again.</summary>
    public static IEnumerable<StateChange> Of(DesiredState desired, ActualState actual, Evidence evidence, Plan plan, PlanSubjects subjects)
    {
        if (evidence.Records.Count == 0) yield break;
        var published = plan.Changes.OfType<PlanAction.PublishRecord>().Select(change => change.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var (id, observation) in evidence.Records.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            // What this plan writes again is not lost.
            if (subjects.WantedOf(id) is not { } record || published.Contains(id)) continue;
            if (ValidationWatch.Stands(record, observation, desired, out var detail) is not { } stands) continue;
            if (Of(record, stands, detail, observation.At, desired, actual) is { } change) yield return change;
        }
    }

    /// <summary>A record was proved while it was issued with.</summary>
    public static StateChange? Proved(WantedRecord record, DesiredState desired, ActualState actual, DateTimeOffset at) =>
        record.NeededBy.Any(id => !desired.Get<Certificate>(id).Spec.Targets.IsEmpty) ? Seen(record, at, actual.Sightings.GetValueOrDefault(record.Id)) : null;

    /// <summary>Sightings of records that no certificate in use needs any more.</summary>
    public static IEnumerable<StateChange> Over(DesiredState desired, ActualState actual, PlanSubjects subjects) => subjects.Sightings
        .Where(sighting => subjects.WantedOf(sighting.Id) is not { } record || ValidationWatch.AtRisk(record, desired, actual).IsEmpty)
        .Select(sighting => new StateChange.RemoveSighting(sighting.Account, sighting.Owner));

    private static StateChange? Of(WantedRecord record, bool stands, string? detail, DateTimeOffset at, DesiredState desired, ActualState actual)
    {
        var last = actual.Sightings.GetValueOrDefault(record.Id);
        var renewals = ValidationWatch.AtRisk(record, desired, actual);
        if (renewals.IsEmpty || !ValidationWatch.IsDue(record, last, at)) return null;
        if (stands) return Seen(record, at, last);
        var lost = New(record, at) with { SeenAt = last?.SeenAt, LostSince = last?.LostSince ?? at, Detail = detail };
        return last?.LostSince is null ? new StateChange.ValidationLost(lost, renewals) : new StateChange.PutSighting(lost);
    }

    private static StateChange Seen(WantedRecord record, DateTimeOffset at, RecordSighting? last)
    {
        var seen = New(record, at) with { SeenAt = at };
        return last?.LostSince is null ? new StateChange.PutSighting(seen) : new StateChange.ValidationFound(seen, record.NeededBy);
    }

    private static RecordSighting New(WantedRecord record, DateTimeOffset at) =>
        new() { Account = record.Account, Owner = record.Owner, Domain = record.Domain, Zone = record.Zone, AskedAt = at };
}
