using System.Collections.Immutable;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Events;

/// <summary>An event and the notifications that tell it.</summary>
public sealed record Announcement(CertificateEvent Event, ImmutableArray<ResourceId> Notifications);

/// <summary>
/// Who is told what: the notifications of the event's own account that want its kind. Where nobody wants it, there is no announcement.
/// </summary>
public sealed class Announcements(IReadOnlyList<Notification> notifications)
{
    private readonly ILookup<string, Notification> _byAccount = notifications.ToLookup(notification => notification.Id.Account, StringComparer.Ordinal);

    public bool IsEmpty => notifications.Count == 0;

    public IEnumerable<Announcement> Of(IEnumerable<CertificateEvent> events) =>
        events.Select(told => new Announcement(told, Audience(told))).Where(announcement => !announcement.Notifications.IsEmpty);

    /// <summary>The notices that somebody wants.</summary>
    public IEnumerable<Notice> Of(IEnumerable<DueNotice> notices) => notices
        .Select(notice => new Notice(new(notice.Event, Audience(notice.Event)), notice.Step))
        .Where(notice => !notice.Announcement.Notifications.IsEmpty);

    public bool Wants(string account, EventKind kind) => _byAccount[account].Any(notification => notification.Spec.Wants(kind));

    private ImmutableArray<ResourceId> Audience(CertificateEvent told) =>
        [.. _byAccount[told.Subject.Account].Where(notification => notification.Spec.Wants(told.Kind)).Select(notification => notification.Id)];
}
