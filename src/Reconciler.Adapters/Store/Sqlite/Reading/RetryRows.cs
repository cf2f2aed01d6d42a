using Reconciler.Core.Actual;

namespace Reconciler.Adapters.Store.Sqlite.Reading;

/// <summary>Reads what is to be tried again.</summary>
internal static class RetryRows
{
    private const string Select = "SELECT change, wanted, attempts, since, last_failure, next_try, last_try FROM retries";

    public static Dictionary<string, RetryState> Read(Statements statements)
    {
        var retries = new Dictionary<string, RetryState>(StringComparer.Ordinal);
        using var row = statements.Query(Select);
        while (row.Read()) retries.Add(row.Text(0), new(row.Int(2), row.Text(4), row.OptionalInstant(5)) { Wanted = row.Text(1), Since = row.Instant(3), LastTry = row.OptionalInstant(6) });
        return retries;
    }
}
