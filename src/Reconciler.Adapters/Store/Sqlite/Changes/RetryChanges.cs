using Reconciler.Core.Actual;

namespace Reconciler.Adapters.Store.Sqlite.Changes;

/// <summary>Writes what is to be tried again.</summary>
internal sealed class RetryChanges(Statements statements)
{
    private const string Replace = "INSERT OR REPLACE INTO retries (change, wanted, attempts, since, last_failure, next_try, last_try) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";

    private const string Delete = "DELETE FROM retries WHERE change = ?1";

    public void Put(string key, RetryState retry) =>
        statements.Run(Replace, key, retry.Wanted, retry.Attempts, Columns.Ticks(retry.Since), retry.LastFailure, Columns.Ticks(retry.NextTry), Columns.Ticks(retry.LastTry));

    public void Remove(string key) => statements.Run(Delete, key);
}
