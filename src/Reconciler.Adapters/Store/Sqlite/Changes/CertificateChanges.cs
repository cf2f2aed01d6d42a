using Reconciler.Adapters.Store.Shapes;
using Reconciler.Core.Actual;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Store.Sqlite.Changes;

/// <summary>Writes certificates and their versions.</summary>
internal sealed class CertificateChanges(Statements statements, IssuingChanges issuing)
{
    // The uuid stays for good (row GEN-04) and the generation never goes back.
    private const string Put = """
        INSERT INTO certificates (
            id, account, region, name, uuid, status, domains, spec, tags, protect, trust, generation, condition, applied_revision, next_due)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
        ON CONFLICT (id) DO UPDATE SET
            status = excluded.status, domains = excluded.domains, spec = excluded.spec, tags = excluded.tags, protect = excluded.protect,
            trust = excluded.trust, generation = max(generation, excluded.generation), condition = excluded.condition,
            applied_revision = excluded.applied_revision, next_due = excluded.next_due
        WHERE uuid = excluded.uuid
        """;

    private const string RaiseGeneration = "UPDATE certificates SET generation = ?2 WHERE id = ?1 AND generation < ?2";

    private const string Supersede = "UPDATE certificate_versions SET status = 'superseded' WHERE certificate = ?1 AND status = 'current'";

    private const string AddVersion = """
        INSERT INTO certificate_versions (
            certificate, number, status, serial, not_before, not_after, fingerprint, key_hash, key_version, authority, authority_version, names,
            key_algorithm, usages, validity, revoked_at, revoked_reason, exported_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)
        ON CONFLICT (certificate, number) DO NOTHING
        """;

    private const string AddDer = "INSERT INTO certificate_ders (certificate, number, der) VALUES (?1, ?2, ?3)";

    // What is revoked stays revoked.
    private const string SetStatus = """
        UPDATE certificate_versions SET status = ?3, revoked_at = coalesce(?4, revoked_at), revoked_reason = coalesce(?5, revoked_reason)
        WHERE certificate = ?1 AND number = ?2
        """;

    private const string SetExported = "UPDATE certificate_versions SET exported_at = ?3 WHERE certificate = ?1 AND number = ?2";

    public void Write(ActualCertificate certificate)
    {
        var id = certificate.Id;
        var stored = statements.Run(
            Put,
            id.Text,
            id.Account,
            id.Region,
            id.Name,
            certificate.Uuid.ToString("D"),
            Words.CertificateStatus.Write(certificate.Status),
            StoredText.Join(certificate.Applied.Domains),
            StoredJson.Write(certificate.Applied),
            StoredJson.Write(certificate.Tags),
            certificate.Protect,
            Words.Trust.Write(certificate.Trust),
            certificate.Generation,
            StoredJson.Write(certificate.Condition),
            certificate.AppliedRevision,
            Columns.Ticks(certificate.NextDue));
        if (stored == 0) throw Refusal.Because($"the uuid of {id} would change");
        if (certificate.Intent is null) issuing.Close(id);
    }

    public void Begin(StateChange.BeginIssue change)
    {
        issuing.Begin(change.Id, change.Intent, change.Key, change.KeyVersion, change.KeyHash, change.ToBeSigned);
        statements.Run(RaiseGeneration, change.Id.Text, change.Intent.Generation);
    }

    public void Add(StateChange.PutVersion change)
    {
        var (id, version) = (change.Id.Text, change.Version);
        issuing.Claim(version.Serial, change.Id, version.Number);
        // The first has none before it.
        if (version.Status == VersionStatus.Current && version.Number > 1) statements.Run(Supersede, id);
        var stored = statements.Run(
            AddVersion,
            id,
            version.Number,
            Words.VersionStatus.Write(version.Status),
            version.Serial.Hex,
            Columns.Ticks(version.NotBefore),
            Columns.Ticks(version.NotAfter),
            version.Fingerprint,
            version.KeyHash,
            change.KeyVersion,
            version.Authority.Text,
            version.AuthorityVersion,
            StoredText.Join(version.Names),
            Words.KeyAlgorithm.Write(version.KeyAlgorithm),
            StoredText.Join(version.Usages),
            version.Validity,
            Columns.Ticks(version.Revocation?.At),
            Columns.Reason(version.Revocation),
            Columns.Ticks(version.ExportedAt));
        if (stored == 0) throw Refusal.Because($"version {version.Number} of {id} is there already");
        statements.Run(AddDer, id, version.Number, change.Der);
    }

    public void Mark(StateChange.MarkExported change)
    {
        if (statements.Run(SetExported, change.Id.Text, change.Number, Columns.Ticks(change.At)) == 0) throw Refusal.Because($"{change.Id} has no version {change.Number}");
    }

    public void Set(ResourceId id, int number, VersionStatus status, Revocation? revocation)
    {
        var stored = statements.Run(
            SetStatus, id.Text, number, Words.VersionStatus.Write(status), Columns.Ticks(revocation?.At), Columns.Reason(revocation));
        if (stored == 0) throw Refusal.Because($"{id} has no version {number}");
    }
}
