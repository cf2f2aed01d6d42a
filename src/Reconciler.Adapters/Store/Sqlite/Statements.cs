using Microsoft.Data.Sqlite;

namespace Reconciler.Adapters.Store.Sqlite;

/// <summary>The prepared statements of one connection, kept by the very constant that holds their text.</summary>
internal sealed class Statements(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, Statement> _prepared = new(ReferenceEqualityComparer.Instance);

    /// <summary>Returns how many rows changed.</summary>
    public int Run(string sql, params ReadOnlySpan<object?> values) => Prepared(sql).Run(values);

    /// <summary>The caller disposes the rows before the same statement runs again.</summary>
    public Rows Query(string sql, params ReadOnlySpan<object?> values) => Prepared(sql).Query(values);

    public void Dispose()
    {
        foreach (var statement in _prepared.Values) statement.Dispose();
        _prepared.Clear();
    }

    private Statement Prepared(string sql)
    {
        if (!_prepared.TryGetValue(sql, out var statement)) _prepared.Add(sql, statement = new(connection, sql));
        return statement;
    }
}
