using Reconciler.Adapters.Store.Shapes;
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

    public static List<ResourceId> Read(Statements statements, DateTimeOffset instant, int limit)
    {
        var due = new List<ResourceId>();
        using var row = statements.Query(Select, Columns.Ticks(instant), limit);
        while (row.Read()) due.Add(StoredText.ReadId(row.Text(0)));
        return due;
    }
}
