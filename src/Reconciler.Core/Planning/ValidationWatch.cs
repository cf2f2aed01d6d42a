using System.Collections.Immutable;
using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning.Checks;
using Reconciler.Core.Validation;

namespace Reconciler.Core.Planning;

/// <summary>
/// Validation records of certificates in use: when each is looked at though nothing is to be issued, and whether it stands (row DNS-09). Once a day, at an
/// instant that comes from the record alone, so that the looks are spread; one that is missing at every sweep, so that its return is seen soon.
/// </summary>
internal static class ValidationWatch
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>True for a certificate that renews itself as long as its records stand.</summary>
    public static bool IsInUse(Certificate certificate, DesiredState desired, ActualState actual) =>
        CurrentOf(certificate, desired, actual) is not null;

    public static bool IsDue(WantedRecord record, RecordSighting? last, DateTimeOffset now)
    {
        if (last is null || last.LostSince is not null || last.AskedAt > now) return true;
        var phase = (long)(Day.Ticks * (Spread.HashOf(record.Id) / 4294967296.0));
        return DayOf(now, phase) > DayOf(last.AskedAt, phase);
    }

    /// <summary>True: it stands. False: it does not. Null: nobody could say.</summary>
    public static bool? Stands(WantedRecord record, RecordObservation observation, DesiredState desired, out string? detail)
    {
        var verdict = ProofJudge.Judge(observation, record.Target, null, desired.Get<ValidationMethod>(record.Method).Spec.Agree);
        detail = (verdict as ProofVerdict.Missing)?.Sentence;
        return verdict is ProofVerdict.Proven ? true : verdict is ProofVerdict.Missing ? false : null;
    }

    /// <summary>The records of a certificate in use that are missing, with what was seen instead: by what was just seen, else by what is stored.</summary>
    public static IEnumerable<(WantedRecord Record, string? Detail)> Missing(Certificate certificate, DesiredState desired, ActualState actual, Evidence evidence)
    {
        if (actual.Sightings.Count == 0 && evidence.Records.Count == 0) yield break;
        foreach (var record in desired.RecordsOf(certificate))
        {
            string? detail = null;
            var stands = evidence.Records.TryGetValue(record.Id, out var observation) ? Stands(record, observation, desired, out detail) : null;
            if (stands is null && actual.Sightings.GetValueOrDefault(record.Id) is { LostSince: not null } lost) (stands, detail) = (false, lost.Detail);
            if (stands == false) yield return (record, detail);
        }
    }

    /// <summary>The renewals that fail while the record is missing, by identity.</summary>
    public static ImmutableArray<RenewalAtRisk> AtRisk(WantedRecord record, DesiredState desired, ActualState actual) =>
    [
        .. record.NeededBy
            .Select(id => (Certificate: desired.Get<Certificate>(id), Current: CurrentOf(desired.Get<Certificate>(id), desired, actual)))
            .Where(entry => entry.Current is not null)
            .Select(entry => new RenewalAtRisk(entry.Certificate.Id, IssueChecks.DueOf(entry.Certificate, entry.Current!), entry.Current!.NotAfter)),
    ];

    private static CertificateVersion? CurrentOf(Certificate certificate, DesiredState desired, ActualState actual) =>
        certificate.Spec.Revoked is null && certificate.Spec.Validation is not null && desired.TrustOf(certificate.Spec) == Trust.Public
        && actual.Certificates.GetValueOrDefault(certificate.Id)?.Current is { } current && CertificatePlanner.IsInUse(certificate, current)
            ? current
            : null;

    private static long DayOf(DateTimeOffset instant, long phase) => (instant.UtcTicks - phase) / Day.Ticks;
}
