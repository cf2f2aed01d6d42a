using Microsoft.Data.Sqlite;
using Reconciler.Adapters.Store.Sqlite.Changes;
using Reconciler.Adapters.Store.Sqlite.Reading;
using Reconciler.Core.Actual;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;
using SQLitePCL;

namespace Reconciler.Adapters.Store.Sqlite;

/// <summary>The single writer; owns its connection and the lock.</summary>
internal sealed class SqliteWriter : IStateWriter
{
    private const string Begin = "BEGIN IMMEDIATE";

    private const string Commit = "COMMIT";

    private const string Rollback = "ROLLBACK";

    // The fence: who does not know the serial that is stored has lost the state to another writer, and writes nothing more.
    private const string Raise = "UPDATE state SET serial = serial + 1 WHERE lineage = ?1 AND serial = ?2";

    private readonly StateFolder _folder;
    private readonly TimeProvider _time;
    private readonly SqliteConnection _connection;
    private readonly StateLock _lock;
    private readonly Statements _statements;
    private readonly ChangeWriter _changes;
    private readonly string _lineage;
    private long _serial;

    public SqliteWriter(
        StateFolder folder, TimeProvider time, SqliteConnection connection, StateLock held, (string Lineage, long Serial) identity)
    {
        (_folder, _time, _connection, _lock) = (folder, time, connection, held);
        (_lineage, _serial) = identity;
        _statements = new(connection);
        _changes = new(_statements, AuditRows.ReadHead(_statements));
    }

    public Task<long> CommitAsync(IReadOnlyList<StateChange> changes) =>
        StoreFailures.RunAsync(_folder, () => Write(changes), CancellationToken.None);

    public Task<IReadOnlyDictionary<(ResourceId Id, int KeyVersion), SealedKey>> ReadKeysAsync(
        IReadOnlyCollection<(ResourceId Id, int KeyVersion)> keys, CancellationToken cancellationToken) =>
        Read<IReadOnlyDictionary<(ResourceId Id, int KeyVersion), SealedKey>>(
            () => IssuingRows.ReadKeys(_statements, keys, cancellationToken), cancellationToken);

    public Task<IReadOnlyDictionary<(ResourceId Id, int Version), StoredCertificate>> ReadCertificatesAsync(
        IReadOnlyCollection<(ResourceId Id, int Version)> versions, CancellationToken cancellationToken) =>
        Read<IReadOnlyDictionary<(ResourceId Id, int Version), StoredCertificate>>(
            () => IssuingRows.ReadCertificates(_statements, versions, cancellationToken), cancellationToken);

    public Task<IReadOnlyDictionary<ResourceId, StoredIntent>> ReadIntentsAsync(
        IReadOnlyCollection<ResourceId> ids, CancellationToken cancellationToken) =>
        Read<IReadOnlyDictionary<ResourceId, StoredIntent>>(() => IssuingRows.ReadIntents(_statements, ids, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<RevokedEntry>> ReadRevokedAsync(ResourceId authority, DateTimeOffset now, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<RevokedEntry>>(() => RevokedRows.Read(_statements, authority, now), cancellationToken);

    public Task<bool> HoldsKeysAsync(string account, string region, CancellationToken cancellationToken) =>
        Read(() => IssuingRows.HoldsKeys(_statements, account, region), cancellationToken);

    public Task<IReadOnlyList<SupersededKey>> ReadSupersededKeysAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<SupersededKey>>(() => IssuingRows.ReadSuperseded(_statements, now, limit), cancellationToken);

    public Task<ActualState> ReadAsync(CancellationToken cancellationToken) =>
        Read(() => SnapshotReader.Read(_connection, _time.GetUtcNow(), cancellationToken), cancellationToken);

    public Task<StateMark> ReadMarkAsync(CancellationToken cancellationToken) => Task.FromResult(new StateMark(_lineage, _serial));

    public Task<StatePart> ReadAsync(StateSubjects subjects, CancellationToken cancellationToken) =>
        Read(() => SnapshotReader.ReadPart(_connection, subjects, _time.GetUtcNow()), cancellationToken);

    public ValueTask DisposeAsync()
    {
        _statements.Dispose();
        _connection.Dispose();
        _lock.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task<T> Read<T>(Func<T> read, CancellationToken cancellationToken) => StoreFailures.RunAsync(_folder, read, cancellationToken);

    private long Write(IReadOnlyList<StateChange> changes)
    {
        var destroyed = changes.OfType<StateChange.DestroyKey>().ToList();
        if (destroyed.Count > 0) KeyDestruction.Prepare(_folder, _connection, destroyed);
        _statements.Run(Begin);
        try
        {
            if (_statements.Run(Raise, _lineage, _serial) == 0)
            {
                throw new ReconcilerException(
                    FailureKind.Locked, $"the state {_folder.Path} was changed by another writer since serial {_serial}", "run again");
            }

            _changes.Serial = _serial + 1;
            foreach (var change in changes) change.Accept(_changes);
            _changes.Audit.StoreHead();
            _statements.Run(Commit);
            _changes.Audit.Committed();
        }
        catch
        {
            _changes.Audit.RolledBack();

            // A full disk or an I/O error may have ended the transaction already.
            if (raw.sqlite3_get_autocommit(_connection.Handle) == 0) _statements.Run(Rollback);
            throw;
        }

        if (destroyed.Count > 0) KeyDestruction.Finish(_connection);
        return ++_serial;
    }
}
