using System.Globalization;
using Reconciler.Core.Actual;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Store.Sqlite.Health;

/// <summary>What the rows of a sound database say that they should not.</summary>
internal static class ContentChecks
{
    /// <summary>How far clocks of two machines may differ without being named.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);

    private const string SelectLast = "SELECT max(at) FROM audit";

    /// <summary>A run a day destroys what is due in time.</summary>
    private static readonly TimeSpan OverdueTolerance = TimeSpan.FromDays(1);

    private const string SelectOverdue = "SELECT count(*) FROM keys WHERE destroy_after <= ?1";

    private const string SelectOrphans = """
        SELECT subject, version FROM keys
        WHERE NOT EXISTS (SELECT 1 FROM certificates WHERE id = subject) AND NOT EXISTS (SELECT 1 FROM authorities WHERE id = subject)
        ORDER BY subject, version
        """;

    public static List<Finding> Look(Statements statements, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var verdict = SqliteAuditLog.Verify(statements, cancellationToken);
        if (!verdict.IsWhole)
        {
            findings.Add(new(
                "audit-broken",
                string.Create(CultureInfo.InvariantCulture, $"the audit log is not whole: entry {verdict.FirstBad}: {verdict.Fault}"),
                "find out who changed the database, and compare it with a backup"));
        }

        using (var row = statements.Query(SelectLast))
        {
            if (row.Read() && row.OptionalInstant(0) is { } last && now + ClockTolerance < last)
            {
                findings.Add(new(
                    "clock-behind",
                    $"the clock says {Instants.Format(now)}, but the last audit entry is of {Instants.Format(last)}",
                    "set the clock right: certificates would be dated back and renewed late"));
            }
        }

        using (var overdue = statements.Query(SelectOverdue, Columns.Ticks(now - OverdueTolerance)))
        {
            if (overdue.Read() && overdue.Long(0) is var count && count > 0)
            {
                findings.Add(new(
                    "superseded-key",
                    string.Create(CultureInfo.InvariantCulture, $"{count} private {(count == 1 ? "key" : "keys")} that newer ones replaced should have been destroyed by {Instants.Format(now - OverdueTolerance)}"),
                    "run apply: it destroys them"));
            }
        }

        using var orphan = statements.Query(SelectOrphans);
        while (orphan.Read())
        {
            findings.Add(new(
                "orphan-key",
                string.Create(CultureInfo.InvariantCulture, $"version {orphan.Long(1)} of a private key is there for {orphan.Text(0)}, which the state does not hold"),
                "nothing uses it; keep the state folder as it is, and report this"));
        }

        return findings;
    }
}
