using Reconciler.Core.Actual;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Store.Sqlite.Changes;

/// <summary>Writes the journal of issuing, of certificates and authorities: serials, keys, open intents.</summary>
internal sealed class IssuingChanges(Statements statements)
{
    private const string TakeSerial = "INSERT INTO serials (serial, subject, generation) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";

    // Also for a serial that its own intent has taken; then nothing changes but a row is counted.
    private const string ClaimSerial = """
        INSERT INTO serials (serial, subject, generation) VALUES (?1, ?2, ?3)
        ON CONFLICT (serial) DO UPDATE SET subject = excluded.subject WHERE subject = excluded.subject
        ON CONFLICT DO NOTHING
        """;

    private const string AddKey = """
        INSERT INTO keys (subject, version, account, region, key_hash, sealed) VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING
        """;

    private const string PutIntent = """
        INSERT OR REPLACE INTO intents (subject, generation, spec_hash, serial, verb, key_version, key_hash, to_be_signed)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        """;

    private const string RemoveIntent = "DELETE FROM intents WHERE subject = ?1";

    public void Begin(ResourceId id, OpenIntent intent, SealedKey? key, int keyVersion, string keyHash, byte[] toBeSigned)
    {
        if (statements.Run(TakeSerial, intent.Serial.Hex, id.Text, intent.Generation) == 0)
            throw Refusal.Because($"serial {intent.Serial} or generation {intent.Generation} of {id} was taken before");
        if (key is not null && statements.Run(AddKey, id.Text, keyVersion, id.Account, id.Region, keyHash, key.Bytes) == 0)
            throw Refusal.Because($"version {keyVersion} of the key of {id} is there already");
        statements.Run(
            PutIntent, id.Text, intent.Generation, intent.SpecHash, intent.Serial.Hex, intent.Verb, keyVersion, keyHash, toBeSigned);
    }

    /// <summary>Refuses a serial that somebody else has taken.</summary>
    public void Claim(SerialNumber serial, ResourceId id, int generation)
    {
        if (statements.Run(ClaimSerial, serial.Hex, id.Text, generation) == 0) throw Refusal.Because($"serial {serial} of {id} was taken before");
    }

    public void Close(ResourceId id) => statements.Run(RemoveIntent, id.Text);
}
