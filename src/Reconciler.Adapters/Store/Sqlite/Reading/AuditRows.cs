using Reconciler.Core.Actual;

namespace Reconciler.Adapters.Store.Sqlite.Reading;

/// <summary>Reads the audit log, oldest entry first.</summary>
internal static class AuditRows
{
    private const string SelectHead = "SELECT audit_count, audit_hash FROM state";

    // Null lets everything pass. An object is meant by its identity or the end of it, and what hangs on it (a deployment, a CRL) goes along.
    private const string Select = """
        SELECT id, state_serial, at, actor, action, subject, detail, revision, serials, hash FROM audit
        WHERE (?1 IS NULL OR at >= ?1)
            AND (?2 IS NULL OR subject = ?2 OR substr(subject, 1, length(?2) + 1) IN (?2 || '@', ?2 || '/')
                OR instr(subject || '@', '/' || ?2 || '@') > 0 OR instr(subject, '/' || ?2 || '/') > 0
                OR (serials IS NOT NULL AND instr(?4, ' ' || serials || ' ') > 0))
            AND (?3 = 0 OR action GLOB 'change.*')
        ORDER BY id
        """;

    public static AuditHead ReadHead(Statements statements)
    {
        using var row = statements.Query(SelectHead);
        row.Read();
        return new(row.Long(0), row.Bytes(1));
    }

    /// <summary>Until <paramref name="each"/> returns false.</summary>
    public static void Read(Statements statements, AuditFilter filter, Func<StoredAuditEntry, bool> each, CancellationToken cancellationToken)
    {
        using var row = statements.Query(Select, Columns.Ticks(filter.Since), filter.Subject, filter.ChangesOnly ? 1 : 0, $" {string.Join(' ', filter.Serials ?? [])} ");
        while (row.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var entry = new AuditEntry(
                row.Instant(2), row.Text(3), row.Text(4), row.Text(5), row.Text(6), row.OptionalText(7), row.OptionalText(8));
            if (!each(new(row.Long(0), row.Long(1), entry, row.Bytes(9)))) return;
        }
    }
}
