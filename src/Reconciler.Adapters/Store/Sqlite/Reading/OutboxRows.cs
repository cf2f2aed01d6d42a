using Reconciler.Adapters.Store.Shapes;
using Reconciler.Core.Domain;
using Reconciler.Core.Events;

namespace Reconciler.Adapters.Store.Sqlite.Reading;

/// <summary>Reads the outbox.</summary>
internal static class OutboxRows
{
    private const string SelectPending = """
        SELECT sequence, key, at, body FROM deliveries JOIN events ON sequence = event WHERE notification = ?1 ORDER BY event LIMIT ?2
        """;

    private const string SelectSubscribers = """
        SELECT notification, attempts, last_failure, next_try, given_up,
            (SELECT count(*) FROM deliveries WHERE deliveries.notification = subscribers.notification),
            (SELECT at FROM events WHERE sequence = (SELECT min(event) FROM deliveries WHERE deliveries.notification = subscribers.notification))
        FROM subscribers ORDER BY notification
        """;

    public static List<PendingEvent> ReadPending(Statements statements, ResourceId notification, int limit)
    {
        var pending = new List<PendingEvent>();
        using var row = statements.Query(SelectPending, notification.Text, limit);
        while (row.Read()) pending.Add(new(row.Long(0), StoredJson.ReadEvent(row.Text(3), row.Text(1), row.Instant(2))));
        return pending;
    }

    public static List<Subscriber> ReadSubscribers(Statements statements)
    {
        var subscribers = new List<Subscriber>();
        using var row = statements.Query(SelectSubscribers);
        while (row.Read())
        {
            subscribers.Add(new(
                StoredText.ReadId(row.Text(0)), row.Int(5), row.OptionalInstant(6), row.Int(1), row.OptionalText(2), row.OptionalInstant(3), row.Long(4)));
        }

        return subscribers;
    }
}
