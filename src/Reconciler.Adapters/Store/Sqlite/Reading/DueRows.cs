using Reconciler.Adapters.Store.Shapes;
using Reconciler.Core.Actual;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Store.Sqlite.Reading;

/// <summary>Reads what is due, from the indexes alone: nothing that is not due is passed over.</summary>
internal static class DueRows
{
    internal const string Select = """
        SELECT id, next_due FROM certificates WHERE next_due < ?1
        UNION ALL
        SELECT id, next_due FROM authorities WHERE next_due < ?1
        ORDER BY next_due, id LIMIT ?2
        """;

    // One step into each index.
    internal const string SelectNext = """
        SELECT min(next) FROM (
            SELECT min(next_due) AS next FROM certificates WHERE next_due > ?1
            UNION ALL
            SELECT min(next_due) FROM authorities WHERE next_due > ?1
            UNION ALL
            SELECT min(destroy_after) FROM keys WHERE destroy_after > ?1)
        """;

    internal const string SelectNextTry = "SELECT min(next_try) FROM retries WHERE next_try > ?1";

    public static NextInstants ReadNext(Statements statements, DateTimeOffset instant) =>
        new(Instant(statements, SelectNext, instant), Instant(statements, SelectNextTry, instant));

    public static List<ResourceId> Read(Statements statements, DateTimeOffset instant, int limit)
    {
        var due = new List<ResourceId>();
        using var row = statements.Query(Select, Columns.Ticks(instant), limit);
        while (row.Read()) due.Add(StoredText.ReadId(row.Text(0)));
        return due;
    }

    private static DateTimeOffset? Instant(Statements statements, string select, DateTimeOffset after)
    {
        using var row = statements.Query(select, Columns.Ticks(after));
        return row.Read() ? row.OptionalInstant(0) : null;
    }
}
