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
        WHERE f.certificate = certificate_versions.certificate AND f.number = certificate_versions.number AND f.serial = certificate_versions.serial
            AND f.revoked_at IS NOT NULL AND certificate_versions.revoked_at IS NULL
        """;

    private const string RevokeSubordinates = """
        UPDATE authority_versions SET revoked_at = f.revoked_at, revoked_reason = f.revoked_reason
        FROM former.authority_versions f
        WHERE f.serial = authority_versions.serial AND f.revoked_at IS NOT NULL AND authority_versions.revoked_at IS NULL
        """;

    private const string FormerHasUnknown = "SELECT 1 FROM former.sqlite_master WHERE name = 'unknown_outcomes'";

    private const string TakeUnknown = """
        INSERT OR IGNORE INTO unknown_outcomes (serial, subject, generation, issuer, not_after, revoked_at, revoked_reason)
        SELECT serial, subject, generation, issuer, not_after, revoked_at, revoked_reason FROM former.unknown_outcomes
        """;

    private const string RaiseCrl = "UPDATE authorities SET crl_number = ?2 WHERE id = ?1 AND crl_number < ?2";

    private const string IsRevoked = """
        SELECT revoked_at IS NOT NULL FROM serials
        JOIN certificate_versions ON certificate = serials.subject AND number = serials.generation WHERE serials.serial = ?1
        UNION ALL SELECT revoked_at IS NOT NULL FROM authority_versions WHERE serial = ?1
        UNION ALL SELECT 1 FROM unknown_outcomes WHERE serial = ?1
        """;

    // A serial that the backup does not know has no object and no end of its own; it stays on the CRL as long as its issuer lasts.
    private const string TakeSerial = """
        INSERT OR IGNORE INTO serials (serial, subject, generation)
        SELECT ?1, 'restored', coalesce(max(generation), 0) + 1 FROM serials WHERE subject = 'restored'
        """;

    private const string KeepRevoked = """
        INSERT INTO unknown_outcomes (serial, subject, generation, issuer, not_after, revoked_at, revoked_reason)
        SELECT serial, subject, generation, ?2, (SELECT max(not_after) FROM authority_versions WHERE authority = ?2), ?3, ?4 FROM serials WHERE serial = ?1
        """;

    private const string RevokeLeaf = """
        UPDATE certificate_versions SET status = 'revoked', revoked_at = ?2, revoked_reason = ?3
        WHERE (certificate, number) = (SELECT subject, generation FROM serials WHERE serial = ?1)
        """;

    private const string RevokeSubordinate = "UPDATE authority_versions SET revoked_at = ?2, revoked_reason = ?3 WHERE serial = ?1";

    /// <summary>Versions that are revoked now and were not in the backup.</summary>
    public int Revoked { get; private set; }

    /// <summary>Revoked serials that the backup does not know: they stay revoked, without an object.</summary>
    public List<string> Unknown { get; } = [];

    public void RaiseToFormer()
    {
        statements.Run(TakeSerials);
        statements.Run(RaiseCertificates);
        statements.Run(RaiseAuthorities);
        Revoked += statements.Run(RevokeLeaves) + statements.Run(RevokeSubordinates);
        if (FormerKnowsUnknown()) statements.Run(TakeUnknown);
    }

    public void RaiseTo(string authority, PublishedCrl published)
    {
        statements.Run(RaiseCrl, authority, published.Number);
        foreach (var (serial, revocation) in published.Revoked) Revoke(authority, serial, revocation);
    }

    private bool FormerKnowsUnknown()
    {
        using var row = statements.Query(FormerHasUnknown);
        return row.Read();
    }

    private void Revoke(string issuer, SerialNumber serial, Revocation revocation)
    {
        var (at, reason) = (Columns.Ticks(revocation.At), Words.RevocationReason.Write(revocation.Reason));
        switch (IsRevokedOf(serial))
        {
            case false:
                Revoked += statements.Run(RevokeLeaf, serial.Hex, at, reason) + statements.Run(RevokeSubordinate, serial.Hex, at, reason);
                break;
            case null:
                statements.Run(TakeSerial, serial.Hex);
                statements.Run(KeepRevoked, serial.Hex, issuer, at, reason);
                Unknown.Add(serial.Hex);
                break;
            case true:
                break;
        }
    }

    /// <summary>Null for a serial that the state does not know.</summary>
    private bool? IsRevokedOf(SerialNumber serial)
    {
        using var row = statements.Query(IsRevoked, serial.Hex);
        return row.Read() ? row.Flag(0) : null;
    }
}
