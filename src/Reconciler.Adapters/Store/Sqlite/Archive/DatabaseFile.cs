using Microsoft.Data.Sqlite;
using Reconciler.Adapters.Store.Sqlite.Reading;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Store.Sqlite.Archive;

/// <summary>A database as one file, apart from the state that it was or will be.</summary>
internal static class DatabaseFile
{
    private const UnixFileMode OwnerReadsAndWrites = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const string SelectRegions = "SELECT DISTINCT account, region FROM keys ORDER BY account, region";

    /// <summary>Makes an empty file for its owner alone; one that is there is an error.</summary>
    public static void Create(string path)
    {
        using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerReadsAndWrites });
    }

    public static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    /// <summary>Copies every page at one instant into a new file, which needs no log beside it, and looks it over.</summary>
    public static void Copy(SqliteConnection from, string path)
    {
        Create(path);
        using (var copy = Open(path))
        {
            from.BackupDatabase(copy);
            Settle(copy);
            if (Fault(copy) is { } fault) throw new FormatException(fault);
        }

        Flush(path);
    }

    /// <summary>One file again, without a write-ahead log.</summary>
    public static void Settle(SqliteConnection connection) => StateDatabase.Execute(connection, "PRAGMA journal_mode = DELETE");

    public static void Flush(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    /// <summary>What the database's own checks find; null when nothing. Pages, indexes, and references between rows.</summary>
    public static string? Fault(SqliteConnection connection)
    {
        using var statements = new Statements(connection);
        using (var row = statements.Query("PRAGMA integrity_check(1)"))
        {
            if (row.Read() && row.Text(0) is var found && found != "ok") return found;
        }

        using var broken = statements.Query("PRAGMA foreign_key_check");
        return broken.Read() ? $"a row of {broken.Text(0)} refers to one of {broken.Text(2)} that is not there" : null;
    }

    /// <summary>Account and region of each key-encryption key that the private keys in it need.</summary>
    public static List<KeyRegion> Regions(Statements statements)
    {
        var regions = new List<KeyRegion>();
        using var row = statements.Query(SelectRegions);
        while (row.Read()) regions.Add(new(row.Text(0), row.Text(1)));
        return regions;
    }

    /// <summary>Throws for a file that is a database but holds no state.</summary>
    public static (string Lineage, long Serial) Identity(Statements statements, string path) => SnapshotReader.ReadIdentity(statements)
        ?? throw new ReconcilerException(FailureKind.Environment, $"{path} holds no state: nothing was ever applied to it");
}
