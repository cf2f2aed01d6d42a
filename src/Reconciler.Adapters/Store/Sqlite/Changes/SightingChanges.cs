using Reconciler.Core.Actual;

namespace Reconciler.Adapters.Store.Sqlite.Changes;

/// <summary>Writes how validation records were last seen.</summary>
internal sealed class SightingChanges(Statements statements)
{
    private const string Replace = """
        INSERT OR REPLACE INTO sightings (account, owner, domain, zone, asked_at, seen_at, lost_since, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        """;

    private const string Delete = "DELETE FROM sightings WHERE account = ?1 AND owner = ?2";

    public void Put(RecordSighting sighting) => statements.Run(
        Replace,
        sighting.Account,
        sighting.Owner,
        sighting.Domain,
        sighting.Zone,
        Columns.Ticks(sighting.AskedAt),
        Columns.Ticks(sighting.SeenAt),
        Columns.Ticks(sighting.LostSince),
        sighting.Detail);

    public void Remove(string account, string owner) => statements.Run(Delete, account, owner);
}
