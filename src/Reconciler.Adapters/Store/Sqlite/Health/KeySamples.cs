using Reconciler.Adapters.Store.Shapes;
using Reconciler.Adapters.Store.Sqlite.Archive;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Store.Sqlite.Health;

/// <summary>Reads one private key, sealed, of each region.</summary>
internal static class KeySamples
{
    private const string Select = """
        SELECT keys.subject, keys.version, keys.key_hash, keys.sealed, owners.uuid
        FROM keys JOIN (SELECT id, uuid FROM authorities UNION ALL SELECT id, uuid FROM certificates) owners ON owners.id = keys.subject
        WHERE keys.account = ?1 AND keys.region = ?2 LIMIT 1
        """;

    public static List<KeySample> Read(Statements statements)
    {
        var samples = new List<KeySample>();
        foreach (var region in DatabaseFile.Regions(statements))
        {
            using var row = statements.Query(Select, region.Account, region.Region);
            if (!row.Read()) continue;
            var crn = Crn.Of(StoredText.ReadId(row.Text(0)), Guid.ParseExact(row.Text(4), "D"));
            samples.Add(new(new(crn, row.Int(1), row.Text(2)), new(row.Bytes(3))));
        }

        return samples;
    }
}
