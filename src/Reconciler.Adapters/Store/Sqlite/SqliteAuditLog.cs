using Reconciler.Adapters.Store.Sqlite.Reading;
using Reconciler.Core.Actual;

namespace Reconciler.Adapters.Store.Sqlite;

/// <summary>The audit log of the state in a folder; needs no lock.</summary>
public sealed class SqliteAuditLog : IAuditLog
{
    private readonly StateFolder _folder;
    private readonly StateDatabase _database;

    public SqliteAuditLog(string stateFolder)
    {
        _folder = new(stateFolder);
        _database = new(_folder, Schema.Embedded);
    }

    public Task ReadAsync(AuditFilter filter, Action<StoredAuditEntry> each, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(each);
        return StoreFailures.RunAsync(
            _folder,
            () => _database.Read(true, statements =>
            {
                AuditRows.Read(statements, filter, Pass, cancellationToken);
                return true;
            }),
            cancellationToken);

        bool Pass(StoredAuditEntry entry)
        {
            each(entry);
            return true;
        }
    }

    public Task<AuditVerdict> VerifyAsync(CancellationToken cancellationToken) => StoreFailures.RunAsync(
        _folder,
        () => _database.Read(Empty, statements => Verify(statements, cancellationToken)),
        cancellationToken);

    internal static AuditVerdict Verify(Statements statements, CancellationToken cancellationToken)
    {
        if (SnapshotReader.ReadIdentity(statements) is not { } identity) return Empty;
        var follower = new AuditChainFollower(identity.Lineage, AuditRows.ReadHead(statements));
        AuditRows.Read(statements, new(), follower.Follow, cancellationToken);
        return follower.Conclude();
    }

    private static AuditVerdict Empty { get; } = new(new(0, AuditChain.Start("")), null, null);
}
