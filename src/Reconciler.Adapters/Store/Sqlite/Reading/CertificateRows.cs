using Reconciler.Adapters.Store.Shapes;
using Reconciler.Core.Actual;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Store.Sqlite.Reading;

/// <summary>Reads the certificates of a snapshot.</summary>
internal static class CertificateRows
{
    private const string All = """
        SELECT id, account, region, name, uuid, status, domains, spec, tags, protect, trust, generation, condition, applied_revision, next_due
        FROM certificates
        """;

    private const string Select = All + " ORDER BY id";

    private const string SelectOne = All + " WHERE id = ?1";

    private const string Count = "SELECT count(*) FROM certificates";

    public static Dictionary<ResourceId, ActualCertificate> Read(
        Statements statements, DateTimeOffset horizon, IReadOnlyDictionary<string, OpenIntent> intents, Shared shared)
    {
        var certificates = new Dictionary<ResourceId, ActualCertificate>(CountOf(statements));
        using var versions = new VersionRows(statements, horizon, shared);
        using var row = statements.Query(Select);
        while (row.Read())
        {
            var certificate = Read(row, versions, intents, shared);
            certificates.Add(certificate.Id, certificate);
        }

        return certificates;
    }

    /// <summary>These alone, those of them that there are.</summary>
    public static Dictionary<ResourceId, ActualCertificate> Read(
        Statements statements, IReadOnlyCollection<ResourceId> ids, DateTimeOffset horizon, IReadOnlyDictionary<string, OpenIntent> intents, Shared shared)
    {
        var certificates = new Dictionary<ResourceId, ActualCertificate>(ids.Count);
        foreach (var id in ids)
        {
            using var row = statements.Query(SelectOne, id.Text);
            if (!row.Read()) continue;
            using var versions = new VersionRows(statements, horizon, id, shared);
            certificates.Add(id, Read(row, versions, intents, shared));
        }

        return certificates;
    }

    private static ActualCertificate Read(Rows row, VersionRows versions, IReadOnlyDictionary<string, OpenIntent> intents, Shared shared)
    {
        var id = ResourceId.Certificate(shared.Texts.Read(row.Utf8(1)), shared.Texts.Read(row.Utf8(2)), row.Text(3));
        shared.Ids.Add(row.Utf8(0), id);
        var names = StoredText.ReadNames(row.Text(6));
        return new()
        {
            Id = id,
            Uuid = Guid.ParseExact(row.Text(4), "D"),
            Status = Words.CertificateStatus.Read(row.Utf8(5)),
            Applied = shared.CertificateSpecs.Read(row.Utf8(7)) with { Domains = names },
            Tags = shared.Tags(row, 8),
            Protect = row.Flag(9),
            Trust = Words.Trust.Read(row.Utf8(10)),
            Versions = versions.Take(id, row.Utf8(6), names),
            Intent = intents.GetValueOrDefault(id.Text),
            Generation = row.Int(11),
            Condition = row.OptionalText(12) is { } condition ? StoredJson.ReadCondition(condition) : null,
            AppliedRevision = shared.OptionalText(row, 13),
            NextDue = row.OptionalInstant(14),
        };
    }

    private static int CountOf(Statements statements)
    {
        using var row = statements.Query(Count);
        row.Read();
        return row.Int(0);
    }
}
