using Reconciler.Adapters.Store.Shapes;
using Reconciler.Core.Actual;

namespace Reconciler.Adapters.Store.Sqlite.Reading;

/// <summary>Reads what lies outside: deployments, published records, proofs, and the zones that the program's own server answers for.</summary>
internal static class DeploymentRows
{
    private const string SelectDeployments = "SELECT id, certificate, target, version, chain, spec, content FROM deployments";

    private const string SelectDeployment = SelectDeployments + " WHERE id = ?1";

    private const string SelectRecords = "SELECT account, owner, target, ttl, domain, zone, provider, spec FROM records";

    private const string SelectRecord = SelectRecords + " WHERE id = ?1";

    private const string SelectZoneRecords = "SELECT owner, type, value, ttl FROM zone_records ORDER BY owner, type";

    private const string SelectEvidence = "SELECT account, domain, zone, seen_at, value, kind FROM evidence ORDER BY account, domain, zone";

    private const string SelectFirstRegions = "SELECT account, region FROM first_regions";

    public static Dictionary<string, ActualDeployment> ReadDeployments(Statements statements, int expected, Shared shared)
    {
        var deployments = new Dictionary<string, ActualDeployment>(expected, StringComparer.Ordinal);
        using var row = statements.Query(SelectDeployments);
        while (row.Read()) deployments.Add(row.Text(0), ReadDeployment(row, shared));
        return deployments;
    }

    public static Dictionary<string, ActualRecord> ReadRecords(Statements statements, Shared shared)
    {
        var records = new Dictionary<string, ActualRecord>(StringComparer.Ordinal);
        using var row = statements.Query(SelectRecords);
        while (row.Read())
        {
            var record = ReadRecord(row, shared);
            records.Add(record.Id, record);
        }

        return records;
    }

    /// <summary>These alone, those of them that there are.</summary>
    public static Dictionary<string, ActualDeployment> ReadDeployments(Statements statements, IReadOnlyCollection<string> ids, Shared shared) =>
        Each(statements, SelectDeployment, ids, row => ReadDeployment(row, shared));

    /// <summary>These alone, those of them that there are.</summary>
    public static Dictionary<string, ActualRecord> ReadRecords(Statements statements, IReadOnlyCollection<string> ids, Shared shared) =>
        Each(statements, SelectRecord, ids, row => ReadRecord(row, shared));

    private static Dictionary<string, T> Each<T>(Statements statements, string select, IReadOnlyCollection<string> ids, Func<Rows, T> read)
    {
        var found = new Dictionary<string, T>(ids.Count, StringComparer.Ordinal);
        foreach (var id in ids)
        {
            using var row = statements.Query(select, id);
            if (row.Read()) found.Add(id, read(row));
        }

        return found;
    }

    private static ActualDeployment ReadDeployment(Rows row, Shared shared) => new()
    {
        Certificate = shared.Ids.Read(row.Utf8(1)),
        Target = shared.Ids.Read(row.Utf8(2)),
        Version = row.Int(3),
        Chain = shared.Texts.Read(row.Utf8(4)),
        Applied = shared.TargetSpecs.Read(row.Utf8(5)),
        Content = ContentText.Read(row.Utf8(6)),
    };

    private static ActualRecord ReadRecord(Rows row, Shared shared) => new()
    {
        Account = shared.Texts.Read(row.Utf8(0)),
        Owner = row.Text(1),
        Target = row.Text(2),
        Ttl = row.Int(3),
        Domain = row.Text(4),
        Zone = shared.Texts.Read(row.Utf8(5)),
        Provider = shared.Ids.Read(row.Utf8(6)),
        Applied = shared.ProviderSpecs.Read(row.Utf8(7)),
    };

    public static List<ZoneRecord> ReadZoneRecords(Statements statements)
    {
        var records = new List<ZoneRecord>();
        using var row = statements.Query(SelectZoneRecords);
        while (row.Read()) records.Add(new(row.Text(0), row.Text(1), row.Text(2), row.Int(3)));
        return records;
    }

    public static List<ProofEvidence> ReadEvidence(Statements statements)
    {
        var evidence = new List<ProofEvidence>();
        using var row = statements.Query(SelectEvidence);
        while (row.Read()) evidence.Add(new(row.Text(0), row.Text(1), row.Text(2), row.Instant(3), row.Text(4), row.Text(5)));
        return evidence;
    }

    public static Dictionary<string, string> ReadFirstRegions(Statements statements)
    {
        var regions = new Dictionary<string, string>(StringComparer.Ordinal);
        using var row = statements.Query(SelectFirstRegions);
        while (row.Read()) regions.Add(row.Text(0), row.Text(1));
        return regions;
    }
}
