using Reconciler.Adapters.Store.Shapes;
using Reconciler.Core.Actual;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Store.Sqlite.Archive;

/// <summary>
/// Raises a state that is put back to what happened after it was saved: no serial is taken twice, no CRL number goes back, what was revoked stays
/// revoked. It learns that from the state that was there, attached as <c>former</c>, and from the CRLs that were published. A CRL number beyond both is
/// still exceeded: the next one is at least the clock's count of nanoseconds.
/// </summary>
internal sealed class HighWaterMarks(Statements statements)
{
    private const string TakeSerials = "INSERT OR IGNORE INTO serials (serial, subject, generation) SELECT serial, subject, generation FROM former.serials";

    private const string RaiseCertificates = """
        UPDATE certificates SET generation = max(generation, coalesce((SELECT max(generation) FROM serials WHERE subject = certificates.id), 0))
        """;

    private const string RaiseAuthorities = """
        UPDATE authorities SET
            generation = max(generation, coalesce((SELECT max(generation) FROM serials WHERE subject = authorities.id), 0)),
            crl_number = nullif(max(coalesce(crl_number, 0), coalesce((SELECT crl_number FROM former.authorities f WHERE f.id = authorities.id), 0)), 0)
        """;

    private const string RevokeLeaves = """
        UPDATE certificate_versions SET status = 'revoked', revoked_at = f.revoked_at, revoked_reason = f.revoked_reason
        FROM former.certificate_versions f
        WHERE f.serial = certificate_versions.serial AND f.revoked_at IS NOT NULL AND certificate_versions.revoked_at IS NULL
        """;

    private const string RevokeSubordinates = """
        UPDATE authority_versions SET revoked_at = f.revoked_at, revoked_reason = f.revoked_reason
        FROM former.authority_versions f
        WHERE f.serial = authority_versions.serial AND f.revoked_at IS NOT NULL AND authority_versions.revoked_at IS NULL
        """;

    private const string RaiseCrl = "UPDATE authorities SET crl_number = ?2 WHERE id = ?1 AND crl_number < ?2";

    private const string IsRevoked = """
        SELECT revoked_at IS NOT NULL FROM certificate_versions WHERE serial = ?1
        UNION ALL SELECT revoked_at IS NOT NULL FROM authority_versions WHERE serial = ?1
        """;

    private const string RevokeLeaf = "UPDATE certificate_versions SET status = 'revoked', revoked_at = ?2, revoked_reason = ?3 WHERE serial = ?1";

    private const string RevokeSubordinate = "UPDATE authority_versions SET revoked_at = ?2, revoked_reason = ?3 WHERE serial = ?1";

    /// <summary>Versions that are revoked now and were not in the backup.</summary>
    public int Revoked { get; private set; }

    /// <summary>Revoked serials that the backup does not know.</summary>
    public List<string> Unknown { get; } = [];

    public void RaiseToFormer()
    {
        statements.Run(TakeSerials);
        statements.Run(RaiseCertificates);
        statements.Run(RaiseAuthorities);
        Revoked += statements.Run(RevokeLeaves) + statements.Run(RevokeSubordinates);
    }

    public void RaiseTo(string authority, PublishedCrl published)
    {
        statements.Run(RaiseCrl, authority, published.Number);
        foreach (var (serial, revocation) in published.Revoked) Revoke(serial, revocation);
    }

    private void Revoke(SerialNumber serial, Revocation revocation)
    {
        bool known, revoked;
        using (var row = statements.Query(IsRevoked, serial.Hex))
        {
            known = row.Read();
            revoked = known && row.Flag(0);
        }

        if (!known) Unknown.Add(serial.Hex);
        if (!known || revoked) return;
        var (at, reason) = (Columns.Ticks(revocation.At), Words.RevocationReason.Write(revocation.Reason));
        Revoked += statements.Run(RevokeLeaf, serial.Hex, at, reason) + statements.Run(RevokeSubordinate, serial.Hex, at, reason);
    }
}
