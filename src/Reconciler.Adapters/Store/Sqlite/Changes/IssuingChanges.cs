using Reconciler.Core.Actual;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Store.Sqlite.Changes;

/// <summary>Writes the journal of issuing, of certificates and authorities: serials, keys, open intents.</summary>
internal sealed class IssuingChanges(Statements statements)
{
    private const string TakeSerial = "INSERT INTO serials (serial, subject, generation) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";

    private const string FindSerial = "SELECT 1 FROM serials WHERE serial = ?1 AND subject = ?2 AND generation = ?3";

    private const string AddKey = """
        INSERT INTO keys (subject, version, account, region, key_hash, sealed) VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING
        """;

    private const string PutIntent = """
        INSERT OR REPLACE INTO intents (subject, generation, spec_hash, serial, verb, key_version, key_hash, to_be_signed, issuer, not_after)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        """;

    // Only of a serial that this subject and generation took, and that no certificate came of.
    private const string AddUnknown = """
        INSERT INTO unknown_outcomes (serial, subject, generation, issuer, not_after, revoked_at, revoked_reason)
        SELECT serial, subject, generation, ?4, ?5, ?6, ?7 FROM serials
        WHERE serial = ?1 AND subject = ?2 AND generation = ?3
            AND NOT EXISTS (SELECT 1 FROM certificate_versions WHERE certificate = ?2 AND number = ?3) AND NOT EXISTS (SELECT 1 FROM authority_versions WHERE serial = ?1)
        """;

    private const string RemoveIntentOf = "DELETE FROM intents WHERE subject = ?1 AND generation = ?2";

    private const string RemoveUnusedKey = """
        DELETE FROM keys WHERE subject = ?1 AND version = ?2
            AND NOT EXISTS (SELECT 1 FROM certificate_versions WHERE certificate = ?1 AND key_version = ?2)
            AND NOT EXISTS (SELECT 1 FROM authority_versions WHERE authority = ?1 AND key_version = ?2)
        """;

    private const string RemoveIntent = "DELETE FROM intents WHERE subject = ?1";

    public void Begin(ResourceId id, OpenIntent intent, SealedKey? key, int keyVersion, string keyHash, byte[] toBeSigned)
    {
        if (statements.Run(TakeSerial, intent.Serial.Hex, id.Text, intent.Generation) == 0)
            throw Refusal.Because($"serial {intent.Serial} or generation {intent.Generation} of {id} was taken before");
        if (key is not null && statements.Run(AddKey, id.Text, keyVersion, id.Account, id.Region, keyHash, key.Bytes) == 0)
            throw Refusal.Because($"version {keyVersion} of the key of {id} is there already");
        statements.Run(
            PutIntent,
            id.Text,
            intent.Generation,
            intent.SpecHash,
            intent.Serial.Hex,
            intent.Verb,
            keyVersion,
            keyHash,
            toBeSigned,
            intent.Issuer?.Text,
            Columns.Ticks(intent.NotAfter));
    }

    /// <summary>Refuses a serial that somebody else has taken. Its own intent has taken it, as a rule; then nothing is written.</summary>
    public void Claim(SerialNumber serial, ResourceId id, int generation)
    {
        using (var own = statements.Query(FindSerial, serial.Hex, id.Text, generation))
        {
            if (own.Read()) return;
        }

        if (statements.Run(TakeSerial, serial.Hex, id.Text, generation) == 0) throw Refusal.Because($"serial {serial} of {id} was taken before");
    }

    /// <summary>A key that was made for the intent has its generation as version.</summary>
    public void CloseUnknown(StateChange.CloseIntent change)
    {
        var (id, intent) = (change.Id.Text, change.Intent);
        var stored = statements.Run(
            AddUnknown,
            intent.Serial.Hex,
            id,
            intent.Generation,
            intent.Issuer?.Text,
            Columns.Ticks(intent.NotAfter),
            Columns.Ticks(change.Revocation.At),
            Columns.Reason(change.Revocation));
        if (stored == 0) throw Refusal.Because($"serial {intent.Serial} is not one that was begun for {id} and has no outcome");
        statements.Run(RemoveIntentOf, id, intent.Generation);
        statements.Run(RemoveUnusedKey, id, intent.Generation);
    }

    public void Close(ResourceId id) => statements.Run(RemoveIntent, id.Text);
}
