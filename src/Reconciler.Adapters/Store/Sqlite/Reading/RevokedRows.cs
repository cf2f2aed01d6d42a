using Reconciler.Core.Actual;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Store.Sqlite.Reading;

/// <summary>
/// Reads what the next CRL of an authority must list: revoked leaves, revoked certificates of subordinates, and serials that may have been signed. An ended one leaves only once a CRL
/// signed after its end and after its revocation is stored (RFC 5280, section 3.3).
/// </summary>
internal static class RevokedRows
{
    private const string Select = """
        WITH shown (until) AS (SELECT max(this_update) FROM crls WHERE authority = ?1)
        SELECT serial, revoked_at, revoked_reason FROM certificate_versions, shown
            WHERE authority = ?1 AND revoked_at IS NOT NULL AND (not_after >= ?2 OR until IS NULL OR until <= not_after OR until < revoked_at)
        UNION ALL
        SELECT serial, revoked_at, revoked_reason FROM authority_versions, shown
            WHERE parent = ?1 AND revoked_at IS NOT NULL AND (not_after >= ?2 OR until IS NULL OR until <= not_after OR until < revoked_at)
        UNION ALL
        SELECT serial, revoked_at, revoked_reason FROM unknown_outcomes, shown
            WHERE issuer = ?1 AND (not_after IS NULL OR not_after >= ?2 OR until IS NULL OR until <= not_after OR until < revoked_at)
        ORDER BY serial
        """;

    public static List<RevokedEntry> Read(Statements statements, ResourceId authority, DateTimeOffset now)
    {
        var entries = new List<RevokedEntry>();
        using var row = statements.Query(Select, authority.Text, Columns.Ticks(now));
        while (row.Read()) entries.Add(new(SerialNumber.Parse(row.Text(0)), row.OptionalRevocation(1)!));
        return entries;
    }
}
