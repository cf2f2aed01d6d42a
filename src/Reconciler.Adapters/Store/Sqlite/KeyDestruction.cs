using Microsoft.Data.Sqlite;
using Reconciler.Core.Actual;

namespace Reconciler.Adapters.Store.Sqlite;

/// <summary>
/// Sees to it that a destroyed key is in no file of a state folder any more: what is deleted is overwritten with zeros, the log that may hold it is emptied,
/// and the copies that were kept of former databases lose it first, so that a run which is cut off repeats it.
/// </summary>
internal static class KeyDestruction
{
    private const string Remove = "DELETE FROM keys WHERE subject = ?1 AND version = ?2";

    private const string OverwriteDeleted = "PRAGMA secure_delete = ON";

    /// <summary>Outside of a transaction, before the one that deletes the keys.</summary>
    public static void Prepare(StateFolder folder, SqliteConnection connection, IReadOnlyList<StateChange.DestroyKey> keys)
    {
        foreach (var copy in folder.Copies())
        {
            try
            {
                RemoveFrom(copy, keys);
            }
            catch (SqliteException failure) when (failure.SqliteErrorCode is 11 or 26)
            {
                // Kept though it was damaged, because a backup took its place: nothing in it can be named, and a run must not fail for it.
            }
        }

        StateDatabase.Execute(connection, OverwriteDeleted);
    }

    /// <summary>After the commit. A reader that is under way keeps the log from being emptied; then closing the database, or the next time, does.</summary>
    public static void Finish(SqliteConnection connection) => StateDatabase.Execute(connection, "PRAGMA wal_checkpoint(TRUNCATE)");

    private static void RemoveFrom(string copy, IReadOnlyList<StateChange.DestroyKey> keys)
    {
        using var connection = StateDatabase.Open(copy, SqliteOpenMode.ReadWrite);
        StateDatabase.Execute(connection, OverwriteDeleted);
        StateDatabase.Execute(connection, "PRAGMA journal_mode = DELETE");
        StateDatabase.Execute(connection, "BEGIN IMMEDIATE");
        using (var statements = new Statements(connection))
        {
            foreach (var key in keys) statements.Run(Remove, key.Id.Text, key.KeyVersion);
        }

        StateDatabase.Execute(connection, "COMMIT");
    }
}
