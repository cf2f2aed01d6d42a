using Microsoft.Data.Sqlite;
using Reconciler.Adapters.Store.Shapes;
using Reconciler.Core.Actual;

namespace Reconciler.Adapters.Store.Sqlite;

/// <summary>Values as columns hold them, both ways.</summary>
internal static class Columns
{
    /// <summary>Counts of 100 ns since 1970-01-01 UTC, which keep every instant exactly.</summary>
    public static long Ticks(DateTimeOffset instant) => instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;

    public static object? Ticks(DateTimeOffset? instant) => instant is { } known ? Ticks(known) : null;

    public static DateTimeOffset Instant(this SqliteDataReader row, int column) =>
        new(row.GetInt64(column) + DateTimeOffset.UnixEpoch.Ticks, TimeSpan.Zero);

    public static DateTimeOffset? OptionalInstant(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.Instant(column);

    public static string? OptionalText(this SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static byte[] Bytes(this SqliteDataReader row, int column) => row.GetFieldValue<byte[]>(column);

    /// <summary>Two columns: when, and why.</summary>
    public static Revocation? OptionalRevocation(this SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : new(row.Instant(column), Words.RevocationReason.Read(row.GetString(column + 1)));

    public static string? Reason(Revocation? revocation) => revocation is null ? null : Words.RevocationReason.Write(revocation.Reason);
}
