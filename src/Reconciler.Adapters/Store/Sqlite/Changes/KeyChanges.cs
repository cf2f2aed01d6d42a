using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Store.Sqlite.Changes;

/// <summary>Lets go of keys that newer ones have replaced.</summary>
internal sealed class KeyChanges(Statements statements)
{
    private const string Needed = """
        EXISTS (SELECT 1 FROM certificate_versions WHERE certificate = subject AND key_version = version AND status IN ('current', 'superseded'))
            OR EXISTS (SELECT 1 FROM authority_versions WHERE authority = subject AND key_version = version)
            OR EXISTS (SELECT 1 FROM intents WHERE intents.subject = keys.subject AND key_version = version)
        """;

    private const string Mark = $"UPDATE keys SET destroy_after = ?2 WHERE subject = ?1 AND destroy_after IS NULL AND NOT ({Needed})";

    private const string IsNeeded = $"SELECT 1 FROM keys WHERE subject = ?1 AND version = ?2 AND ({Needed})";

    private const string Remove = "DELETE FROM keys WHERE subject = ?1 AND version = ?2";

    public void Supersede(ResourceId id, DateTimeOffset destroyAfter) => statements.Run(Mark, id.Text, Columns.Ticks(destroyAfter));

    public void Destroy(ResourceId id, int version)
    {
        using (var row = statements.Query(IsNeeded, id.Text, version))
        {
            if (row.Read()) throw Refusal.Because($"version {version} of the key of {id} is needed");
        }

        statements.Run(Remove, id.Text, version);
    }
}
