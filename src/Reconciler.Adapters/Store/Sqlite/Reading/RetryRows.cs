using Reconciler.Core.Actual;

namespace Reconciler.Adapters.Store.Sqlite.Reading;

/// <summary>Reads what is to be tried again.</summary>
internal static class RetryRows
{
    private const string Select = "SELECT change, wanted, attempts, since, last_failure, next_try, last_try FROM retries";

    private const string SelectOne = Select + " WHERE change = ?1";

    public static Dictionary<string, RetryState> Read(Statements statements)
    {
        var retries = new Dictionary<string, RetryState>(StringComparer.Ordinal);
        using var row = statements.Query(Select);
        while (row.Read()) retries.Add(row.Text(0), Read(row));
        return retries;
    }

    /// <summary>These alone, those of them that there are.</summary>
    public static Dictionary<string, RetryState> Read(Statements statements, IReadOnlyCollection<string> keys)
    {
        var retries = new Dictionary<string, RetryState>(keys.Count, StringComparer.Ordinal);
        foreach (var key in keys)
        {
            using var row = statements.Query(SelectOne, key);
            if (row.Read()) retries.Add(key, Read(row));
        }

        return retries;
    }

    private static RetryState Read(Rows row) => new(row.Int(2), row.Text(4), row.OptionalInstant(5)) { Wanted = row.Text(1), Since = row.Instant(3), LastTry = row.OptionalInstant(6) };
}
