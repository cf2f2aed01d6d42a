using Reconciler.Adapters.Store.Shapes;
using Reconciler.Core.Actual;

namespace Reconciler.Adapters.Store.Sqlite.Changes;

/// <summary>Writes what lies outside: deployments, published records, evidence, and the zones that the program's own server answers for.</summary>
internal sealed class DeploymentChanges(Statements statements)
{
    private const string PutDeployment = """
        INSERT OR REPLACE INTO deployments (id, certificate, target, version, chain, spec, content) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        """;

    private const string RemoveDeployment = "DELETE FROM deployments WHERE id = ?1";

    private const string PutRecord = """
        INSERT OR REPLACE INTO records (id, account, owner, target, ttl, domain, zone, provider, spec) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        """;

    private const string RemoveRecord = "DELETE FROM records WHERE id = ?1";

    private const string PutEvidence =
        "INSERT OR REPLACE INTO evidence (account, domain, zone, seen_at, value, kind) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

    private const string PutZoneRecord = "INSERT OR REPLACE INTO zone_records (owner, type, value, ttl) VALUES (?1, ?2, ?3, ?4)";

    private const string RemoveZoneRecord = "DELETE FROM zone_records WHERE owner = ?1 AND type = ?2";

    private const string PutFirstRegion = "INSERT OR REPLACE INTO first_regions (account, region) VALUES (?1, ?2)";

    public void Put(ActualDeployment deployment) => statements.Run(
        PutDeployment,
        deployment.Id,
        deployment.Certificate.Text,
        deployment.Target.Text,
        deployment.Version,
        deployment.Chain,
        StoredJson.Write(deployment.Applied),
        ContentText.Write(deployment.Content));

    public void RemoveDeploymentOf(string id) => statements.Run(RemoveDeployment, id);

    public void Put(ActualRecord record) => statements.Run(
        PutRecord,
        record.Id,
        record.Account,
        record.Owner,
        record.Target,
        record.Ttl,
        record.Domain,
        record.Zone,
        record.Provider.Text,
        StoredJson.Write(record.Applied));

    public void RemoveRecordOf(string id) => statements.Run(RemoveRecord, id);

    public void Put(ProofEvidence evidence) => statements.Run(
        PutEvidence, evidence.Account, evidence.Domain, evidence.Zone, Columns.Ticks(evidence.SeenAt), evidence.Value, evidence.Kind);

    public void Put(ZoneRecord record) => statements.Run(PutZoneRecord, record.Owner, record.Type, record.Value, record.Ttl);

    public void Remove(string owner, string type) => statements.Run(RemoveZoneRecord, owner, type);

    public void Put(StateChange.PutFirstRegion change) => statements.Run(PutFirstRegion, change.Account, change.Region);
}
