using Reconciler.Core.Actual;

namespace Reconciler.Adapters.Store.Sqlite.Reading;

/// <summary>Reads how validation records were last seen.</summary>
internal static class SightingRows
{
    private const string Select = "SELECT account, owner, domain, zone, asked_at, seen_at, lost_since, detail FROM sightings";

    public static Dictionary<string, RecordSighting> Read(Statements statements, Shared shared)
    {
        var sightings = new Dictionary<string, RecordSighting>(StringComparer.Ordinal);
        using var row = statements.Query(Select);
        while (row.Read())
        {
            var sighting = new RecordSighting
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
            sightings.Add(sighting.Id, sighting);
        }

        return sightings;
    }
}
