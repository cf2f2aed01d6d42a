using System.Globalization;
using Microsoft.Data.Sqlite;
using Reconciler.Adapters.Store.Sqlite;
using Reconciler.Core.Actual;
using Reconciler.Testing;

namespace Reconciler.Adapters.Tests.Store;

/// <summary>A state in a folder of its own, and a way past its writer to what the database holds.</summary>
internal sealed class StateFolderBench : IDisposable
{
    private readonly TempFolder _folder = new();

    public ManualTime Time { get; } = new(ManualTime.Start);

    public string Folder => _folder.Combine("state");

    public string Database => _folder.Combine("state", "state.db");

    public string Combine(params string[] parts) => _folder.Combine(parts);

    public void Dispose() => _folder.Dispose();

    public SqliteStore Store() => StoreAt(Folder);

    public SqliteStore StoreAt(string folder) => new(folder, Time, new CountingEntropy());

    public SqliteAuditLog Log() => new(Folder);

    public Task CommitAsync(params StateChange[] changes) => CommitAtAsync(Folder, changes);

    public async Task CommitAtAsync(string folder, params StateChange[] changes)
    {
        await using var writer = await StoreAt(folder).OpenWriterAsync(TimeSpan.Zero, CancellationToken.None);
        await writer.CommitAsync(changes);
    }

    public StateChange Entry(int number) =>
        new StateChange.Audit(new(Time.GetUtcNow().AddSeconds(number), "tester", "key.sign", Text($"default/local/certificate/www-{number}"), Text($"detail {number}"), "abc"));

    public async Task<List<StoredAuditEntry>> EntriesAsync(AuditFilter? filter = null)
    {
        var entries = new List<StoredAuditEntry>();
        await Log().ReadAsync(filter ?? new(), entries.Add, CancellationToken.None);
        return entries;
    }

    public void Execute(string sql) => ExecuteOn(Database, sql);

    public static void ExecuteOn(string database, string sql)
    {
        using var connection = Open(database);
        StateDatabase.Execute(connection, sql);
    }

    public object? Scalar(string sql) => ScalarOf(Database, sql);

    public static object? ScalarOf(string database, string sql)
    {
        using var connection = Open(database);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        return connection;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
