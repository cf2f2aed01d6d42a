using Microsoft.Data.Sqlite;
using Reconciler.Core.Actual;

namespace Reconciler.Adapters.Store.Sqlite;

/// <summary>The audit log's chain as functions of SQL, for the script that chains what version 1 wrote.</summary>
internal static class AuditFunctions
{
    public static void Register(SqliteConnection connection)
    {
        connection.CreateFunction("audit_start", (string lineage) => AuditChain.Start(lineage), isDeterministic: true);
        connection.CreateFunction(
            "audit_next",
            (byte[] previous, long number, long stateSerial, long at, string actor, string action, string subject, string detail, string? revision) =>
                AuditChain.Next(previous, number, stateSerial, new(Columns.Instant(at), actor, action, subject, detail, revision)),
            isDeterministic: true);
    }
}
