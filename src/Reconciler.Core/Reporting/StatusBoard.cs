using System.Collections.Immutable;
using Reconciler.Core.Actual;
using Reconciler.Core.Domain;
using Reconciler.Core.Events;

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
    /// <summary>Notifications with events that they could not tell yet.</summary>
    public ImmutableArray<Subscriber> Untold { get; init; } = [];

    /// <summary>How many objects have which status, also of those that are told elsewhere.</summary>
    public ImmutableSortedDictionary<string, int> Counts
    {
        get => field ?? Rows.CountBy(row => row.Status).ToImmutableSortedDictionary(StringComparer.Ordinal);
        init;
    }

    /// <summary>Where the objects after these are told; null: these are all.</summary>
    public string? Next { get; init; }

    /// <summary>No more than the first rows, and where the others are.</summary>
    /// <param name="next">Of the identity of the last row that is left.</param>
    public StatusBoard Head(int most, Func<string, string> next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return Rows.Length <= most ? this : this with { Rows = Rows[..most], Counts = Counts, Next = next(Rows[most - 1].Id) };
    }

    /// <summary>The board with those of <paramref name="subscribers"/> that are behind.</summary>
    public StatusBoard With(IEnumerable<Subscriber> subscribers) => this with { Untold = [.. subscribers.Where(subscriber => subscriber.Pending > 0 || subscriber.Attempts > 0)] };

    /// <param name="failures">What failed last, by identity; where it is not known, none.</param>
    public static StatusBoard Of(ActualState actual, DateTimeOffset now, IReadOnlyList<ChangeFailure>? failures = null)
    {
        ArgumentNullException.ThrowIfNull(actual);
        var targets = actual.Deployments.Values.ToLookup(deployment => deployment.Certificate, deployment => deployment.Target.Name);
        var lost = LostIn(actual);
        var failed = (failures ?? []).ToLookup(failure => failure.Id.Split('@')[0], StringComparer.Ordinal);
        var rows = actual.Authorities.Values.Select(authority => Row(authority, [.. failed[authority.Id.Text]], now))
            .Concat(actual.Certificates.Values.Select(certificate =>
                Row(certificate, [.. targets[certificate.Id].Order(StringComparer.Ordinal)], [.. failed[certificate.Id.Text]], RenewalStanding.Of(certificate, lost, now), now)))
            .OrderBy(row => row.Id, StringComparer.Ordinal);
        return new(actual.Lineage, actual.Serial, now, [.. rows]);
    }

    /// <summary>The row of one object; null where the state knows none of that identity.</summary>
    /// <param name="targets">Names of the targets that it is on.</param>
    /// <param name="lost">Of <see cref="LostIn"/>: made once for all rows.</param>
    internal static StatusRow? RowOf(
        ResourceId id, ActualState actual, IEnumerable<string> targets, IEnumerable<ChangeFailure> failures, ILookup<(string Account, string Domain), RecordSighting> lost, DateTimeOffset now)
    {
        if (actual.Certificates.TryGetValue(id, out var certificate)) return Row(certificate, [.. targets.Order(StringComparer.Ordinal)], [.. failures], RenewalStanding.Of(certificate, lost, now), now);
        return actual.Authorities.TryGetValue(id, out var authority) ? Row(authority, [.. failures], now) : null;
    }

    internal static ILookup<(string Account, string Domain), RecordSighting> LostIn(ActualState actual) =>
        actual.Sightings.Values.Where(sighting => sighting.LostSince is not null).ToLookup(sighting => (sighting.Account, sighting.Domain));

    /// <summary>The version that people ask after; null while there is none.</summary>
    internal static CertificateVersion? Newest(ActualCertificate certificate) => certificate.Current ?? (certificate.Versions.IsEmpty ? null : certificate.Versions[0]);

    /// <summary>What time brought is told though nothing wrote it down.</summary>
    internal static CertificateStatus StatusOf(ActualCertificate certificate, DateTimeOffset now) =>
        certificate.Status == CertificateStatus.Issued && Newest(certificate)?.NotAfter <= now ? CertificateStatus.Expired : certificate.Status;

    internal static AuthorityStatus StatusOf(ActualAuthority authority, DateTimeOffset now) =>
        authority.Status is AuthorityStatus.Active or AuthorityStatus.Disabled && authority.Current?.NotAfter <= now ? AuthorityStatus.Expired : authority.Status;

    private static StatusRow Row(ActualAuthority authority, ImmutableArray<ChangeFailure> failures, DateTimeOffset now)
    {
        var current = authority.Current;
        var status = StatusOf(authority, now);
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
        var newest = Newest(certificate);
        var status = StatusOf(certificate, now);
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
