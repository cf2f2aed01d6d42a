using Microsoft.Data.Sqlite;

namespace Reconciler.Cli.Tests.Audit;

/// <summary>A way past the program to its database, for tests that do harm to it.</summary>
internal static class Database
{
    public static void Execute(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Makes nonsense of the first page of a table.</summary>
    public static void DamagePageOf(string path, string table)
    {
        var (page, size) = (Number(path, $"SELECT rootpage FROM sqlite_schema WHERE name = '{table}'"), Number(path, "PRAGMA page_size"));
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
        file.Position = (page - 1) * size;
        file.Write([.. Enumerable.Repeat((byte)0xff, (int)size)]);
    }

    private static long Number(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
