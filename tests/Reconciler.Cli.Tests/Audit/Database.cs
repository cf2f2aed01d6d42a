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
}
