using Reconciler.Adapters.Store.Shapes;
using Reconciler.Core.Actual;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Store.Sqlite.Changes;

/// <summary>Writes authorities, their certificates and their CRLs.</summary>
internal sealed class AuthorityChanges(Statements statements, IssuingChanges issuing)
{
    // A change that knows of no CRL keeps the one that is stored.
    private const string Put = """
        INSERT INTO authorities (
            id, account, region, name, uuid, status, spec, tags, protect, generation, condition, applied_revision, next_due,
            crl_number, crl_this_update, crl_next_update, crl_sha256, crl_path)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)
        ON CONFLICT (id) DO UPDATE SET
            status = excluded.status, spec = excluded.spec, tags = excluded.tags, protect = excluded.protect,
            generation = max(generation, excluded.generation), condition = excluded.condition, applied_revision = excluded.applied_revision,
            next_due = excluded.next_due,
            crl_number = coalesce(excluded.crl_number, crl_number), crl_this_update = coalesce(excluded.crl_this_update, crl_this_update),
            crl_next_update = coalesce(excluded.crl_next_update, crl_next_update), crl_sha256 = coalesce(excluded.crl_sha256, crl_sha256),
            crl_path = coalesce(excluded.crl_path, crl_path)
        WHERE uuid = excluded.uuid
        """;

    private const string RaiseGeneration = "UPDATE authorities SET generation = ?2 WHERE id = ?1 AND generation < ?2";

    private const string AddVersion = """
        INSERT INTO authority_versions (
            authority, number, serial, not_before, not_after, fingerprint, key_hash, key_version, parent, parent_version, revoked_at, revoked_reason, der)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
        ON CONFLICT (authority, number) DO NOTHING
        """;

    private const string Revoke = """
        UPDATE authority_versions SET revoked_at = coalesce(?3, revoked_at), revoked_reason = coalesce(?4, revoked_reason)
        WHERE authority = ?1 AND number = ?2
        """;

    private const string AddCrl =
        "INSERT INTO crls (authority, number, this_update, next_update, sha256, path, der) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";

    private const string SetCrl = """
        UPDATE authorities SET crl_number = ?2, crl_this_update = ?3, crl_next_update = ?4, crl_sha256 = ?5, crl_path = ?6 WHERE id = ?1
        """;

    public void Write(ActualAuthority authority)
    {
        var id = authority.Id;
        var stored = statements.Run(
            Put,
            id.Text,
            id.Account,
            id.Region,
            id.Name,
            authority.Uuid.ToString("D"),
            Words.AuthorityStatus.Write(authority.Status),
            StoredJson.Write(authority.Applied),
            StoredJson.Write(authority.Tags),
            authority.Protect,
            authority.Generation,
            StoredJson.Write(authority.Condition),
            authority.AppliedRevision,
            Columns.Ticks(authority.NextDue),
            authority.Crl?.Number,
            Columns.Ticks(authority.Crl?.ThisUpdate),
            Columns.Ticks(authority.Crl?.NextUpdate),
            authority.Crl?.Sha256,
            authority.Crl?.Path);
        if (stored == 0) throw Refusal.Because($"the uuid of {id} would change");
    }

    public void Begin(StateChange.BeginAuthority change)
    {
        issuing.Begin(change.Id, change.Intent, change.Key, change.KeyVersion, change.KeyHash, change.ToBeSigned);
        statements.Run(RaiseGeneration, change.Id.Text, change.Intent.Generation);
    }

    /// <summary>The outcome of an authority's intent, which it closes.</summary>
    public void Add(StateChange.PutAuthorityVersion change)
    {
        var (id, version) = (change.Id.Text, change.Version);
        issuing.Claim(version.Serial, change.Id, version.Number);
        var stored = statements.Run(
            AddVersion,
            id,
            version.Number,
            version.Serial.Hex,
            Columns.Ticks(version.NotBefore),
            Columns.Ticks(version.NotAfter),
            version.Fingerprint,
            version.KeyHash,
            version.KeyVersion,
            version.Parent?.Text,
            version.ParentVersion,
            Columns.Ticks(version.Revocation?.At),
            Columns.Reason(version.Revocation),
            change.Der);
        if (stored == 0) throw Refusal.Because($"version {version.Number} of {id} is there already");
        issuing.Close(change.Id);
    }

    /// <summary>The certificate of an authority has no status of its own; only its revocation is written.</summary>
    public void Set(ResourceId id, int number, Revocation? revocation)
    {
        if (statements.Run(Revoke, id.Text, number, Columns.Ticks(revocation?.At), Columns.Reason(revocation)) == 0)
            throw Refusal.Because($"{id} has no version {number}");
    }

    public void Add(StateChange.PutCrl change)
    {
        var (id, crl) = (change.Authority.Text, change.Crl);
        var (from, until) = (Columns.Ticks(crl.ThisUpdate), Columns.Ticks(crl.NextUpdate));
        statements.Run(AddCrl, id, crl.Number, from, until, crl.Sha256, crl.Path, change.Der);
        statements.Run(SetCrl, id, crl.Number, from, until, crl.Sha256, crl.Path);
    }
}
