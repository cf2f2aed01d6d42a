using Microsoft.Data.Sqlite;

namespace Reconciler.Adapters.Store.Sqlite;

/// <summary>
/// Opens connections to the database of a state folder. Connections are not pooled: a command opens one or two in its life, and a closed one leaves
/// no handle behind.
/// </summary>
internal sealed class StateDatabase(StateFolder folder, Schema schema)
{
    /// <summary>Milliseconds that a connection waits for another program's transaction.</summary>
    private const int BusyTimeout = 5000;

    /// <summary>Pages of the write-ahead log after which it is folded into the database: seldom within a run, since a page that was written often is folded in once. 80 MB.</summary>
    private const int CheckpointPages = 20_000;

    /// <summary>Of the writer's own pages: a batch of issuings touches most of the trees of serials, which are random.</summary>
    private const int CacheKilobytes = 64 * 1024;

    /// <summary>A read-only connection at the latest version; null while there is no state.</summary>
    public SqliteConnection? OpenReader()
    {
        if (OpenAsItIs() is not { } connection) return null;
        try
        {
            var version = Schema.VersionOf(connection);
            if (version == schema.Latest) return connection;
            using (connection) return Upgraded(connection, version);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>
    /// A read-only connection at whatever known version it is of, or to a copy in memory where the folder cannot be written; null while there is no state.
    /// </summary>
    public SqliteConnection? OpenAsItIs()
    {
        if (!folder.HasDatabase()) return null;
        try
        {
            return Checked(Open(folder.Database, SqliteOpenMode.ReadOnly));
        }
        catch (SqliteException failure) when (UnwritableDatabase.IsMeant(failure))
        {
            return Checked(UnwritableDatabase.Copy(folder));
        }
    }

    private SqliteConnection Checked(SqliteConnection connection)
    {
        try
        {
            Execute(connection, $"PRAGMA busy_timeout = {BusyTimeout}");
            schema.Check(Schema.VersionOf(connection), folder.Database);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>One consistent look by a connection of its own; <paramref name="absent"/> while there is no state.</summary>
    public T Read<T>(T absent, Func<Statements, T> read)
    {
        using var connection = OpenReader();
        if (connection is null) return absent;
        using var transaction = connection.BeginTransaction(deferred: true);
        using var statements = new Statements(connection);
        return read(statements);
    }

    /// <summary>
    /// The writer's connection; makes the database or brings it to the latest version. The caller holds the lock. A row that moves within its page leaves no
    /// copy of itself behind, so that a key which is destroyed later was only where it is deleted from.
    /// </summary>
    public SqliteConnection OpenWriter()
    {
        if (!folder.HasDatabase()) Create();
        var connection = Open(folder.Database, SqliteOpenMode.ReadWrite);
        try
        {
            Prepare(connection);
            var version = Schema.VersionOf(connection);
            schema.Check(version, folder.Database);
            if (version < schema.Latest)
            {
                Copy(connection, version);
                schema.Upgrade(connection, version);
            }

            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A connection that writes what belongs to no commit of the state, at the latest version; null while there is no state, or an older one.</summary>
    public SqliteConnection? OpenBeside()
    {
        if (!folder.HasDatabase()) return null;
        var connection = Open(folder.Database, SqliteOpenMode.ReadWrite);
        try
        {
            Prepare(connection);
            var version = Schema.VersionOf(connection);
            schema.Check(version, folder.Database);
            if (version == schema.Latest) return connection;
            connection.Dispose();
            return null;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Prepare(SqliteConnection connection) => Execute(connection, $"""
        PRAGMA busy_timeout = {BusyTimeout};
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA foreign_keys = ON;
        PRAGMA wal_autocheckpoint = {CheckpointPages};
        PRAGMA secure_delete = FAST;
        PRAGMA cache_size = -{CacheKilobytes};
        """);

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    /// <summary>
    /// Makes a database of the latest version under another name, then renames it: one that is there but holds nothing was damaged, never cut off. The
    /// log and the shared memory beside it take its mode.
    /// </summary>
    private void Create()
    {
        var path = folder.NewDatabase;
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        using (new FileStream(path, options))
        {
        }

        using (var connection = Open(path, SqliteOpenMode.ReadWrite))
        {
            Execute(connection, "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = FULL");
            schema.Upgrade(connection, 0);
        }

        File.Move(path, folder.Database, overwrite: true);
        DurableFolder.Flush(folder.Path);
    }

    private void Copy(SqliteConnection connection, int version)
    {
        var path = folder.CopyOf(version);
        File.Delete(path);
        using var copy = Open(path, SqliteOpenMode.ReadWriteCreate);
        connection.BackupDatabase(copy);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>An older state read without changing it: a copy in memory is brought to the latest version.</summary>
    private SqliteConnection Upgraded(SqliteConnection connection, int version)
    {
        var copy = Open(":memory:", SqliteOpenMode.Memory);
        try
        {
            connection.BackupDatabase(copy);
            schema.Upgrade(copy, version);
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }
}
