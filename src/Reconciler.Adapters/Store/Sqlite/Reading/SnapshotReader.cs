using Microsoft.Data.Sqlite;
using Reconciler.Core.Actual;

namespace Reconciler.Adapters.Store.Sqlite.Reading;

/// <summary>Reads a whole state at one serial. No DER and no key is read.</summary>
internal static class SnapshotReader
{
    /// <summary>How long an ended version that nothing serves stays in the snapshot: a CRL signed after its end must still show its revocation once.</summary>
    public static readonly TimeSpan Recent = TimeSpan.FromDays(8);

    private const string SelectState = "SELECT lineage, serial FROM state";

    public static ActualState Read(SqliteConnection connection, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var transaction = connection.BeginTransaction(deferred: true);
        using var statements = new Statements(connection);
        if (ReadIdentity(statements) is not { } identity) return ActualState.Empty;
        var shared = new Shared();
        var intents = IntentRows.Read(statements);
        var authorities = AuthorityRows.Read(statements, intents, shared);
        cancellationToken.ThrowIfCancellationRequested();
        var certificates = CertificateRows.Read(statements, now - Recent, intents, shared);
        cancellationToken.ThrowIfCancellationRequested();
        return new()
        {
            Lineage = identity.Lineage,
            Serial = identity.Serial,
            Authorities = authorities,
            Certificates = certificates,
            Deployments = DeploymentRows.ReadDeployments(statements, certificates.Count, shared),
            Records = DeploymentRows.ReadRecords(statements, shared),
            FirstRegions = DeploymentRows.ReadFirstRegions(statements),
            Retries = RetryRows.Read(statements),
            Sightings = SightingRows.Read(statements, shared),
            NextKeyDestruction = IssuingRows.ReadNextDestruction(statements),
        };
    }

    /// <summary>Reads some objects of a state, in time that grows with them alone.</summary>
    public static StatePart ReadPart(SqliteConnection connection, StateSubjects subjects, DateTimeOffset now)
    {
        using var transaction = connection.BeginTransaction(deferred: true);
        using var statements = new Statements(connection);
        if (ReadIdentity(statements) is not { } identity) return StatePart.Of(ActualState.Empty, subjects);
        var shared = new Shared();
        var intents = IntentRows.Read(statements);
        return new()
        {
            Mark = new(identity.Lineage, identity.Serial),
            Asked = subjects,
            Authorities = AuthorityRows.Read(statements, subjects.Authorities, intents, shared),
            Certificates = CertificateRows.Read(statements, subjects.Certificates, now - Recent, intents, shared),
            Deployments = DeploymentRows.ReadDeployments(statements, subjects.Deployments, shared),
            Records = DeploymentRows.ReadRecords(statements, subjects.Records, shared),
            FirstRegions = DeploymentRows.ReadFirstRegions(statements),
            Retries = RetryRows.Read(statements, subjects.Retries),
            Sightings = SightingRows.Read(statements, subjects.Sightings, shared),
            NextKeyDestruction = IssuingRows.ReadNextDestruction(statements),
        };
    }

    /// <summary>Null for a database that was made but never signed with an identity.</summary>
    public static (string Lineage, long Serial)? ReadIdentity(Statements statements)
    {
        using var row = statements.Query(SelectState);
        return row.Read() ? (row.Text(0), row.Long(1)) : null;
    }
}
