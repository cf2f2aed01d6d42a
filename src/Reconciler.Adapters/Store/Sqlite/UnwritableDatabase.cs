using Microsoft.Data.Sqlite;

namespace Reconciler.Adapters.Store.Sqlite;

/// <summary>
/// Reads a database where SQLite itself cannot: in a folder that this user may not write, or on a disk that is mounted read-only, the log and the shared
/// memory beside it cannot be made (sqlite.org/wal.html#read_only_databases). It is copied into memory as a file that nobody changes, and that nobody did is
/// looked at afterwards: another user, or another mount of the disk, could.
/// </summary>
internal static class UnwritableDatabase
{
    private const int Tries = 5;

    /// <summary>A change leaves another time behind only after the kernel's clock for files has gone on.</summary>
    private static readonly TimeSpan ClockTick = TimeSpan.FromMilliseconds(20);

    /// <summary>Whether SQLite failed for lack of files that it could not make.</summary>
    public static bool IsMeant(SqliteException failure) => failure.SqliteErrorCode is 8 or 14;

    public static SqliteConnection Copy(StateFolder folder)
    {
        for (var i = 0; i < Tries; i++)
        {
            var before = Look(folder);
            SpinWait.SpinUntil(() => TimeProvider.System.GetUtcNow().UtcDateTime - before.Written > ClockTick, 2 * ClockTick);
            if (CopyUnchanged(folder, before) is { } copy) return copy;
        }

        throw new IOException("another program changes it all the time, which cannot be waited for without the right to write beside it");
    }

    /// <summary>Null when it changed meanwhile.</summary>
    private static SqliteConnection? CopyUnchanged(StateFolder folder, (long Length, DateTime Written) before)
    {
        var copy = StateDatabase.Open(":memory:", SqliteOpenMode.Memory);
        try
        {
            using (var database = StateDatabase.Open($"{new Uri(folder.Database).AbsoluteUri}?immutable=1", SqliteOpenMode.ReadOnly)) database.BackupDatabase(copy);
            if (Look(folder) == before) return copy;
        }
        catch (SqliteException) when (Look(folder) != before)
        {
            // Half of one version and half of the next.
        }
        catch
        {
            copy.Dispose();
            throw;
        }

        copy.Dispose();
        return null;
    }

    private static (long Length, DateTime Written) Look(StateFolder folder)
    {
        // What is committed there would be missing.
        if (new FileInfo(folder.Log) is { Exists: true, Length: > 0 }) throw new IOException("its log holds changes that cannot be read without the right to write beside it");
        var file = new FileInfo(folder.Database);
        return (file.Length, file.LastWriteTimeUtc);
    }
}
