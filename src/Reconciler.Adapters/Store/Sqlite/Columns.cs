using Reconciler.Adapters.Store.Shapes;
using Reconciler.Core.Actual;

namespace Reconciler.Adapters.Store.Sqlite;

/// <summary>Values as columns hold them.</summary>
internal static class Columns
{
    /// <summary>Counts of 100 ns since 1970-01-01 UTC, which keep every instant exactly.</summary>
    public static long Ticks(DateTimeOffset instant) => instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;

    public static object? Ticks(DateTimeOffset? instant) => instant is { } known ? Ticks(known) : null;

    public static DateTimeOffset Instant(long ticks) => new(ticks + DateTimeOffset.UnixEpoch.Ticks, TimeSpan.Zero);

    public static string? Reason(Revocation? revocation) => revocation is null ? null : Words.RevocationReason.Write(revocation.Reason);
}
