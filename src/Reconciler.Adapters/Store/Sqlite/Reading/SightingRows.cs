using Reconciler.Core.Actual;
using Reconciler.Core.Validation;

namespace Reconciler.Adapters.Store.Sqlite.Reading;

/// <summary>Reads how validation records were last seen.</summary>
internal static class SightingRows
{
    private const string Select = "SELECT account, owner, domain, zone, asked_at, seen_at, lost_since, detail FROM sightings";

    private const string SelectOne = Select + " WHERE account = ?1 AND owner = ?2";

    public static Dictionary<string, RecordSighting> Read(Statements statements, Shared shared)
    {
        var sightings = new Dictionary<string, RecordSighting>(StringComparer.Ordinal);
        using var row = statements.Query(Select);
        while (row.Read())
        {
            var sighting = Read(row, shared);
            sightings.Add(sighting.Id, sighting);
        }

        return sightings;
    }

    /// <summary>These alone, those of them that there are.</summary>
    public static Dictionary<string, RecordSighting> Read(Statements statements, IReadOnlyCollection<string> ids, Shared shared)
    {
        var sightings = new Dictionary<string, RecordSighting>(ids.Count, StringComparer.Ordinal);
        foreach (var id in ids)
        {
            var (account, owner) = WantedRecord.PartsOf(id);
            using var row = statements.Query(SelectOne, account, owner);
            if (row.Read()) sightings.Add(id, Read(row, shared));
        }

        return sightings;
    }

    private static RecordSighting Read(Rows row, Shared shared) => new()
    {
        Account = shared.Texts.Read(row.Utf8(0)),
        Owner = row.Text(1),
        Domain = row.Text(2),
        Zone = shared.Texts.Read(row.Utf8(3)),
        AskedAt = row.Instant(4),
        SeenAt = row.OptionalInstant(5),
        LostSince = row.OptionalInstant(6),
        Detail = row.OptionalText(7),
    };
}
