using Reconciler.Adapters.Store.Shapes;
using Reconciler.Core.Actual;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Store.Sqlite.Reading;

/// <summary>Reads the certificates of a snapshot.</summary>
internal static class CertificateRows
{
    private const string Select = """
        SELECT account, region, name, uuid, status, domains, spec, tags, protect, trust, generation, condition, applied_revision, next_due
        FROM certificates ORDER BY id
        """;

    private const string SelectIntents = "SELECT subject, generation, spec_hash, serial, verb FROM intents";

    private const string Count = "SELECT count(*) FROM certificates";

    public static Dictionary<ResourceId, ActualCertificate> Read(Statements statements, DateTimeOffset horizon, Shared shared)
    {
        var intents = ReadIntents(statements);
        var certificates = new Dictionary<ResourceId, ActualCertificate>(CountOf(statements));
        using var versions = new VersionRows(statements, horizon, shared);
        using var row = statements.Query(Select);
        while (row.Read())
        {
            var id = ResourceId.Certificate(shared.Texts.Read(row.GetString(0)), shared.Texts.Read(row.GetString(1)), row.GetString(2));
            shared.Ids.Add(id.Text, id);
            var domains = row.GetString(5);
            var names = (Text: domains, Value: StoredText.ReadNames(domains));
            certificates.Add(id, new()
            {
                Id = id,
                Uuid = Guid.ParseExact(row.GetString(3), "D"),
                Status = Words.CertificateStatus.Read(row.GetString(4)),
                Applied = shared.CertificateSpecs.Read(row.GetString(6)) with { Domains = names.Value },
                Tags = row.OptionalText(7) is { } tags ? shared.Tags.Read(tags) : Shared.NoTags,
                Protect = row.GetBoolean(8),
                Trust = Words.Trust.Read(row.GetString(9)),
                Versions = versions.Take(id, names),
                Intent = intents.GetValueOrDefault(id.Text),
                Generation = row.GetInt32(10),
                Condition = row.OptionalText(11) is { } condition ? StoredJson.ReadCondition(condition) : null,
                AppliedRevision = row.OptionalText(12) is { } revision ? shared.Texts.Read(revision) : null,
                NextDue = row.OptionalInstant(13),
            });
        }

        return certificates;
    }

    private static Dictionary<string, OpenIntent> ReadIntents(Statements statements)
    {
        var intents = new Dictionary<string, OpenIntent>(StringComparer.Ordinal);
        using var row = statements.Query(SelectIntents);
        while (row.Read())
            intents.Add(row.GetString(0), new(row.GetInt32(1), row.GetString(2), SerialNumber.Parse(row.GetString(3)), row.GetString(4)));
        return intents;
    }

    private static int CountOf(Statements statements)
    {
        using var row = statements.Query(Count);
        row.Read();
        return row.GetInt32(0);
    }
}
