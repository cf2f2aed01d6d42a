using Microsoft.Data.Sqlite;

namespace Reconciler.Adapters.Store.Sqlite;

/// <summary>Whether the database is whole, asked by whoever opens the writer after a run that was cut off: see decision 0010.</summary>
internal static class Integrity
{
    /// <summary>Throws for a damaged one, and then for the next one who asks too. The pages alone: some 40 ms for ten thousand certificates.</summary>
    public static void Require(SqliteConnection connection, StateLock held)
    {
        held.StaysCutOff = true;
        using (var statements = new Statements(connection))
        {
            using var row = statements.Query("PRAGMA quick_check(1)");
            if (row.Read() && row.Text(0) is var found && found != "ok") throw new FormatException(found);
        }

        held.StaysCutOff = false;
    }
}
