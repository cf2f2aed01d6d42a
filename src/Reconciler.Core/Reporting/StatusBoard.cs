using System.Collections.Immutable;
using Reconciler.Core.Actual;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Reporting;

/// <summary>How a row is to be looked at; text colours by it.</summary>
public enum StatusConcern
{
    None,

    /// <summary>It waits, or less than a sixth of its life is left: its renewal is overdue.</summary>
    Soon,

    /// <summary>It ended, or something failed.</summary>
    Now,
}

/// <summary>One object as the state knows it, for people and for JSON.</summary>
/// <param name="End">Last instant of its newest certificate; null while it has none.</param>
/// <param name="NextDue">When something may be due for it.</param>
/// <param name="Condition">What it waits for or failed with; null when nothing.</param>
/// <param name="ExportedAt">When its newest certificate last left with its key; null: never.</param>
/// <param name="Renewal">How its renewal stands; null for an authority, and while nothing is issued.</param>
/// <param name="Failures">What failed of it, or of what hangs on it.</param>
public sealed record StatusRow(
    string Id,
    string Crn,
    string Status,
    DateTimeOffset? End,
    string? Serial,
    DateTimeOffset? NextDue,
    Condition? Condition,
    ImmutableArray<ChangeFailure> Failures,
    StatusConcern Concern,
    ImmutableSortedDictionary<string, string> Tags,
    ImmutableArray<string> Targets,
    DateTimeOffset? ExportedAt = null,
    RenewalStanding? Renewal = null);

/// <summary>What is there: a view of the state at an instant.</summary>
public sealed record StatusBoard(string Lineage, long Serial, DateTimeOffset Clock, ImmutableArray<StatusRow> Rows)
{
    /// <param name="failures">What failed last, by identity; where it is not known, none.</param>
    public static StatusBoard Of(ActualState actual, DateTimeOffset now, IReadOnlyList<ChangeFailure>? failures = null)
    {
        ArgumentNullException.ThrowIfNull(actual);
        var targets = actual.Deployments.Values.ToLookup(deployment => deployment.Certificate, deployment => deployment.Target.Name);
        var lost = actual.Sightings.Values.Where(sighting => sighting.LostSince is not null).ToLookup(sighting => (sighting.Account, sighting.Domain));
        var failed = (failures ?? []).ToLookup(failure => failure.Id.Split('@')[0], StringComparer.Ordinal);
        var rows = actual.Authorities.Values.Select(authority => Row(authority, [.. failed[authority.Id.Text]], now))
            .Concat(actual.Certificates.Values.Select(certificate =>
                Row(certificate, [.. targets[certificate.Id].Order(StringComparer.Ordinal)], [.. failed[certificate.Id.Text]], RenewalStanding.Of(certificate, lost, now), now)))
            .OrderBy(row => row.Id, StringComparer.Ordinal);
        return new(actual.Lineage, actual.Serial, now, [.. rows]);
    }

    private static StatusRow Row(ActualAuthority authority, ImmutableArray<ChangeFailure> failures, DateTimeOffset now)
    {
        var current = authority.Current;
        var status = authority.Status is AuthorityStatus.Active or AuthorityStatus.Disabled && current?.NotAfter <= now ? AuthorityStatus.Expired : authority.Status;
        var isWanted = status is not AuthorityStatus.Deleted;
        var hasFailed = status is AuthorityStatus.Expired or AuthorityStatus.Failed || !failures.IsEmpty;
        var waits = status is AuthorityStatus.Creating or AuthorityStatus.PendingCertificate || authority.Condition is not null;
        return new(
            authority.Id.Text,
            Crn.Of(authority.Id, authority.Uuid).ToString(),
            status.Word(),
            current?.NotAfter,
            current?.Serial.Hex,
            authority.NextDue,
            authority.Condition,
            failures,
            Concern(isWanted && hasFailed, isWanted && (waits || IsNearEnd(current?.NotBefore, current?.NotAfter, now))),
            authority.Tags,
            []);
    }

    private static StatusRow Row(ActualCertificate certificate, ImmutableArray<string> targets, ImmutableArray<ChangeFailure> failures, RenewalStanding? renewal, DateTimeOffset now)
    {
        var newest = certificate.Current ?? certificate.Versions.FirstOrDefault();
        var status = certificate.Status == CertificateStatus.Issued && newest?.NotAfter <= now ? CertificateStatus.Expired : certificate.Status;
        var isWanted = status is not (CertificateStatus.Inactive or CertificateStatus.Revoked);
        var hasFailed = status is CertificateStatus.Expired or CertificateStatus.Failed or CertificateStatus.ValidationTimedOut || !failures.IsEmpty;
        var waits = status == CertificateStatus.PendingValidation || certificate.Condition is not null || renewal?.Lost.IsEmpty == false || IsRunningOut(renewal, now);
        return new(
            certificate.Id.Text,
            Crn.Of(certificate.Id, certificate.Uuid).ToString(),
            status.Word(),
            newest?.NotAfter,
            newest?.Serial.Hex,
            certificate.NextDue,
            certificate.Condition,
            failures,
            Concern(isWanted && hasFailed, isWanted && (waits || IsNearEnd(newest?.NotBefore, newest?.NotAfter, now))),
            certificate.Tags,
            targets,
            newest?.ExportedAt,
            renewal);
    }

    /// <summary>It would be renewed now if it were in use.</summary>
    internal static bool IsRunningOut(RenewalStanding? renewal, DateTimeOffset now) => renewal is { IsEligible: false } && renewal.Due <= now;

    private static StatusConcern Concern(bool now, bool soon) => now ? StatusConcern.Now : soon ? StatusConcern.Soon : StatusConcern.None;

    private static bool IsNearEnd(DateTimeOffset? notBefore, DateTimeOffset? notAfter, DateTimeOffset now) =>
        notBefore is { } from && notAfter is { } until && until - now < (until - from) / 6;
}
