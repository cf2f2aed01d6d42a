using System.Globalization;
using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Events;

/// <param name="Step">As in <see cref="Notice"/>.</param>
public sealed record DueNotice(CertificateEvent Event, int Step);

/// <summary>
/// What time tells on a day: pure. From 45 days before its end a certificate that is not renewed is told of daily, and on some days what somebody must do;
/// once it has ended, that. One whose renewal is still to come at its time is told of by nobody, and neither is one that is not wanted any more.
/// </summary>
public static class DueNotices
{
    /// <summary>Days before the end at which somebody is told what to do (row RNW-05).</summary>
    private static readonly int[] Steps = [1, 3, 7, 15, 30, 45];

    /// <summary>An authority renews itself at least this long before its end, or at half its life.</summary>
    private static readonly TimeSpan AuthorityWindow = TimeSpan.FromDays(60);

    public static IEnumerable<DueNotice> Of(DesiredState desired, ActualState actual, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(desired);
        ArgumentNullException.ThrowIfNull(actual);
        return desired.Authorities.SelectMany(authority => Of(authority, actual, now))
            .Concat(desired.Certificates.SelectMany(certificate => Of(certificate, desired, actual, now)));
    }

    private static IEnumerable<DueNotice> Of(Certificate certificate, DesiredState desired, ActualState actual, DateTimeOffset now)
    {
        if (certificate.Spec.Revoked is not null || actual.Certificates.GetValueOrDefault(certificate.Id) is not { Current: { } current } have) return [];
        var days = DaysLeft(current.NotAfter, now);
        if (days > Steps[^1]) return [];
        CertificateEvent Told(EventKind kind, string what, string sentence) => CertificateEvent.Of(have, current, kind, what, now, sentence) with { DaysLeft = days };
        if (days == 0) return [new(Told(EventKind.Expired, "expired", Expired(certificate.Id, current.NotAfter)), 0)];
        var obstacle = RenewalObstacles.First(new(certificate, have, current, desired, actual, now));
        return obstacle is null ? [] : Near(certificate.Id, current.NotAfter, days, obstacle, now, Told);
    }

    private static IEnumerable<DueNotice> Of(CertificateAuthority authority, ActualState actual, DateTimeOffset now)
    {
        if (actual.Authorities.GetValueOrDefault(authority.Id) is not { Current: { } current, Status: AuthorityStatus.Active or AuthorityStatus.Disabled } have) return [];
        var days = DaysLeft(current.NotAfter, now);
        if (days > Steps[^1]) return [];
        CertificateEvent Told(EventKind kind, string what, string sentence) => CertificateEvent.Of(have, current, kind, what, now, sentence) with { DaysLeft = days };
        if (days == 0) return [new(Told(EventKind.Expired, "expired", Expired(authority.Id, current.NotAfter)), 0)];
        return ObstacleOf(authority, have, current, actual, now) is { } obstacle ? Near(authority.Id, current.NotAfter, days, obstacle, now, Told) : [];
    }

    private static IEnumerable<DueNotice> Near(
        ResourceId id, DateTimeOffset end, int days, RenewalObstacle obstacle, DateTimeOffset now, Func<EventKind, string, string, CertificateEvent> told)
    {
        var step = Steps.First(step => step >= days);
        var when = RelativeTime.Both(end, now);
        yield return new(told(EventKind.Expiring, What("expiring", days), $"{id.Short} ends at {when} and is not renewed: {obstacle.Sentence}"), days);
        yield return new(told(EventKind.ActionRequired, What("action-required", step), $"{id.Short} cannot be renewed and ends at {when}: {obstacle.Sentence}") with { Remedy = obstacle.Remedy }, step);
    }

    private static RenewalObstacle? ObstacleOf(CertificateAuthority authority, ActualAuthority have, AuthorityVersion current, ActualState actual, DateTimeOffset now)
    {
        var half = (current.NotAfter - current.NotBefore) / 2;
        var window = half < AuthorityWindow ? half : AuthorityWindow;
        if (current.NotAfter - now > window - RenewalObstacles.PatienceOf(window)) return null;
        if (authority.Spec.Validity.Period is null) return new("its manifest fixes its end", "declare another authority and move certificates to it");
        if (have.Current?.Parent is { } parent && actual.Authorities.GetValueOrDefault(parent)?.Current?.NotAfter <= current.NotAfter)
            return new($"{parent.Short}, which signs it, ends no later", "renew that authority first");
        if (RenewalObstacles.TryOf(authority.Id, actual) is { } failed) return new(failed.LastFailure, $"see: reconciler explain {authority.Id.Text}");
        return new("its renewal is due and was not done", "see what the daemon says, or run: reconciler apply");
    }

    /// <summary>Begun days count, so that the last day is 1; 0: it has ended.</summary>
    private static int DaysLeft(DateTimeOffset end, DateTimeOffset now) => end <= now ? 0 : (int)Math.Min(int.MaxValue, Math.Ceiling((end - now).TotalDays));

    private static string Expired(ResourceId id, DateTimeOffset end) => $"{id.Short} expired at {Instants.Format(end)}";

    private static string What(string word, int days) => string.Create(CultureInfo.InvariantCulture, $"{word}-{days}");
}
