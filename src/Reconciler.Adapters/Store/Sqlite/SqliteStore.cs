using Microsoft.Data.Sqlite;
using Reconciler.Adapters.Store.Sqlite.Reading;
using Reconciler.Core.Actual;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Store.Sqlite;

/// <summary>
/// A state in a folder: a SQLite database in WAL mode, so that reading neither waits for the writer nor stops it. SQLite works on the caller's
/// thread; what is returned has ended.
/// </summary>
public sealed class SqliteStore : IActualStore
{
    private const string CreateIdentity = "INSERT INTO state (only, lineage, serial, audit_count, audit_hash) VALUES (1, ?1, 0, 0, ?2)";

    private readonly StateFolder _folder;
    private readonly StateDatabase _database;
    private readonly TimeProvider _time;
    private readonly IEntropy _entropy;

    /// <param name="stateFolder">Need not exist; made when a writer is opened.</param>
    public SqliteStore(string stateFolder, TimeProvider time, IEntropy entropy)
        : this(stateFolder, time, entropy, Schema.Embedded)
    {
    }

    internal SqliteStore(string stateFolder, TimeProvider time, IEntropy entropy, Schema schema)
    {
        _folder = new(stateFolder);
        _database = new(_folder, schema);
        (_time, _entropy) = (time, entropy);
    }

    public string Place => _folder.Path;

    public bool Exists
    {
        get
        {
            try
            {
                return _folder.HasDatabase();
            }
            catch (UnauthorizedAccessException failure)
            {
                throw StoreFailures.Name(_folder, failure);
            }
        }
    }

    public Task<ActualState> ReadAsync(CancellationToken cancellationToken) =>
        Read(ActualState.Empty, (connection, _) => SnapshotReader.Read(connection, _time.GetUtcNow(), cancellationToken), cancellationToken);

    public Task<StateMark> ReadMarkAsync(CancellationToken cancellationToken) => Read(
        StateMark.Of(ActualState.Empty), (_, statements) => SnapshotReader.ReadIdentity(statements) is { } identity ? new(identity.Lineage, identity.Serial) : StateMark.Of(ActualState.Empty), cancellationToken);

    public Task<IReadOnlyList<ResourceId>> DueBeforeAsync(DateTimeOffset instant, int limit, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<ResourceId>>([], (_, statements) => DueRows.Read(statements, instant, limit), cancellationToken);

    public Task<NextInstants> ReadNextAsync(DateTimeOffset instant, CancellationToken cancellationToken) =>
        Read(new NextInstants(null, null), (_, statements) => DueRows.ReadNext(statements, instant), cancellationToken);

    public Task<IReadOnlyList<ProofEvidence>> ReadEvidenceAsync(CancellationToken cancellationToken) =>
        Read<IReadOnlyList<ProofEvidence>>([], (_, statements) => DeploymentRows.ReadEvidence(statements), cancellationToken);

    public Task<IReadOnlyList<ZoneRecord>> ReadZoneRecordsAsync(CancellationToken cancellationToken) =>
        Read<IReadOnlyList<ZoneRecord>>([], (_, statements) => DeploymentRows.ReadZoneRecords(statements), cancellationToken);

    public Task<IReadOnlyDictionary<(ResourceId Id, int Version), byte[]>> ReadAuthorityCertificatesAsync(CancellationToken cancellationToken) =>
        Read<IReadOnlyDictionary<(ResourceId Id, int Version), byte[]>>(
            new Dictionary<(ResourceId Id, int Version), byte[]>(), (_, statements) => AuthorityRows.ReadDers(statements), cancellationToken);

    public async Task<IStateWriter> OpenWriterAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        _folder.Create();
        var held = await StateLock.TakeAsync(_folder, wait, _time, cancellationToken).ConfigureAwait(false);
        try
        {
            return await StoreFailures.RunAsync<IStateWriter>(_folder, () => OpenWriter(held), cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    private SqliteWriter OpenWriter(StateLock held)
    {
        var connection = _database.OpenWriter();
        try
        {
            if (held.FollowsCutOff) Integrity.Require(connection, held);
            return new(_folder, _time, connection, held, IdentityOf(connection));
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private (string Lineage, long Serial) IdentityOf(SqliteConnection connection)
    {
        using var statements = new Statements(connection);
        if (SnapshotReader.ReadIdentity(statements) is { } identity) return identity;
        Span<byte> random = stackalloc byte[16];
        _entropy.Fill(random);
        var lineage = Convert.ToHexStringLower(random);
        statements.Run(CreateIdentity, lineage, AuditChain.Start(lineage));
        return (lineage, 0);
    }

    private Task<T> Read<T>(T absent, Func<SqliteConnection, Statements, T> read, CancellationToken cancellationToken) => StoreFailures.RunAsync(
        _folder,
        () =>
        {
            using var connection = _database.OpenReader();
            if (connection is null) return absent;
            using var statements = new Statements(connection);
            return read(connection, statements);
        },
        cancellationToken);
}
