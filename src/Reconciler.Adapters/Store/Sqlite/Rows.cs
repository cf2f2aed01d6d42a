using System.Text;
using Reconciler.Adapters.Store.Shapes;
using Reconciler.Core.Actual;
using SQLitePCL;

namespace Reconciler.Adapters.Store.Sqlite;

/// <summary>The rows of a running statement. Spans are the database's own memory, valid until the next row.</summary>
internal sealed class Rows(Statement statement, sqlite3_stmt handle) : IDisposable
{
    public bool Read() => statement.Step();

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public ReadOnlySpan<byte> Utf8(int column) => raw.sqlite3_column_blob(handle, column);

    public string Text(int column) => Encoding.UTF8.GetString(Utf8(column));

    public string? OptionalText(int column) => IsNull(column) ? null : Text(column);

    public byte[] Bytes(int column) => Utf8(column).ToArray();

    public long Long(int column) => raw.sqlite3_column_int64(handle, column);

    public int Int(int column) => checked((int)Long(column));

    public bool Flag(int column) => Long(column) != 0;

    public DateTimeOffset Instant(int column) => Columns.Instant(Long(column));

    public DateTimeOffset? OptionalInstant(int column) => IsNull(column) ? null : Instant(column);

    /// <summary>Two columns: when, and why.</summary>
    public Revocation? OptionalRevocation(int column) =>
        IsNull(column) ? null : new(Instant(column), Words.RevocationReason.Read(Utf8(column + 1)));

    public void Dispose() => statement.Reset();
}
