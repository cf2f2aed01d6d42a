using Reconciler.Adapters.Store.Shapes;
using Reconciler.Core.Events;

namespace Reconciler.Adapters.Store.Sqlite.Changes;

/// <summary>Writes the outbox; the caller holds the transaction.</summary>
internal sealed class OutboxChanges(Statements statements)
{
    private const string AddEvent = "INSERT INTO events (key, at, body) VALUES (?1, ?2, ?3) ON CONFLICT (key) DO NOTHING";

    // The other table has no rowid, so this stays the event's.
    private const string AddDelivery = "INSERT INTO deliveries (notification, event) VALUES (?1, last_insert_rowid())";

    private const string AddSubscriber = "INSERT INTO subscribers (notification) VALUES (?1) ON CONFLICT (notification) DO NOTHING";

    private const string HasOld = "SELECT 1 FROM events WHERE at < ?1 LIMIT 1";

    private const string CountOld = """
        UPDATE subscribers SET given_up = given_up + (
            SELECT count(*) FROM events JOIN deliveries ON event = sequence WHERE at < ?1 AND deliveries.notification = subscribers.notification)
        """;

    private const string RemoveOldDeliveries = "DELETE FROM deliveries WHERE event IN (SELECT sequence FROM events WHERE at < ?1)";

    private const string RemoveOld = "DELETE FROM events WHERE at < ?1";

    private const string RemoveDelivery = "DELETE FROM deliveries WHERE notification = ?1 AND event = ?2";

    private const string RemoveTold = "DELETE FROM events WHERE sequence = ?1 AND NOT EXISTS (SELECT 1 FROM deliveries WHERE event = ?1)";

    private const string SetProgress = "UPDATE subscribers SET attempts = ?2, last_failure = ?3, next_try = ?4, given_up = given_up + ?5 WHERE notification = ?1";

    private const string SetNotice = """
        INSERT INTO notices (subject, kind, version, step, not_after) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (subject, kind) DO UPDATE SET version = excluded.version, step = excluded.step, not_after = excluded.not_after
        WHERE excluded.version > version OR (excluded.version = version AND excluded.step < step)
        """;

    private const string RemoveOldNotices = "DELETE FROM notices WHERE not_after < ?1";

    /// <summary>Nothing for an event whose key is there.</summary>
    public void Add(Announcement announcement)
    {
        var told = announcement.Event;
        RemoveUntold(told.At);
        if (statements.Run(AddEvent, told.Key, Columns.Ticks(told.At), StoredJson.Write(told)) == 0) return;
        foreach (var notification in announcement.Notifications)
        {
            statements.Run(AddDelivery, notification.Text);
            statements.Run(AddSubscriber, notification.Text);
        }
    }

    /// <summary>True when nothing of this step or a later one was told, and so it was added.</summary>
    public bool AddNotice(Notice notice)
    {
        var told = notice.Announcement.Event;
        if (statements.Run(SetNotice, told.Subject.Text, Words.EventKind.Write(told.Kind), told.Version, notice.Step, Columns.Ticks(told.NotAfter)) == 0) return false;
        Add(notice.Announcement);
        return true;
    }

    /// <summary>A notice whose certificate ended that long ago cannot come again.</summary>
    public void RemoveOldNoticesAt(DateTimeOffset now) => statements.Run(RemoveOldNotices, Columns.Ticks(now - DeliveryPolicy.Kept));

    public void Remove(string notification, IEnumerable<PendingEvent> events)
    {
        foreach (var pending in events)
        {
            statements.Run(RemoveDelivery, notification, pending.Sequence);
            statements.Run(RemoveTold, pending.Sequence);
        }
    }

    public void Set(string notification, int attempts, string? failure, DateTimeOffset? nextTry, int givenUp) =>
        statements.Run(SetProgress, notification, attempts, failure, Columns.Ticks(nextTry), givenUp);

    /// <summary>What nobody could be told for too long leaves, so that an outbox that nobody empties does not grow for ever.</summary>
    private void RemoveUntold(DateTimeOffset now)
    {
        var before = Columns.Ticks(now - DeliveryPolicy.Kept);
        using (var row = statements.Query(HasOld, before))
        {
            if (!row.Read()) return;
        }

        statements.Run(CountOld, before);
        statements.Run(RemoveOldDeliveries, before);
        statements.Run(RemoveOld, before);
    }
}
