using Reconciler.Adapters.Store.Sqlite.Changes;
using Reconciler.Adapters.Store.Sqlite.Reading;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;
using Reconciler.Core.Events;

namespace Reconciler.Adapters.Store.Sqlite;

/// <summary>
/// The outbox of the state in a folder. Events come in with the commits of the state's writer; what happens to them afterwards is written in transactions of
/// its own, which wait for that writer's and change nothing that it looks at.
/// </summary>
public sealed class SqliteOutbox : IOutbox
{
    /// <summary>How long it waits for the writer before it brings an older state to the latest version.</summary>
    private static readonly TimeSpan UpgradeWait = TimeSpan.FromSeconds(10);

    private readonly StateFolder _folder;
    private readonly StateDatabase _database;
    private readonly SqliteStore _store;

    public SqliteOutbox(string stateFolder, TimeProvider time, IEntropy entropy)
    {
        _folder = new(stateFolder);
        _database = new(_folder, Schema.Embedded);
        _store = new(stateFolder, time, entropy);
    }

    public IDisposable? TryOwn()
    {
        if (!Directory.Exists(_folder.Path)) return null;
        try
        {
            return StateLock.Open(_folder.DeliveryLock);
        }
        catch (IOException failure) when (StateLock.IsHeld(failure))
        {
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw StoreFailures.Name(_folder, failure);
        }
    }

    public Task<string> ReadLineageAsync(CancellationToken cancellationToken) => Read("", statements => SnapshotReader.ReadIdentity(statements)?.Lineage ?? "", cancellationToken);

    public Task<IReadOnlyList<PendingEvent>> ReadPendingAsync(ResourceId notification, int limit, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<PendingEvent>>([], statements => OutboxRows.ReadPending(statements, notification, limit), cancellationToken);

    public Task<IReadOnlyList<Subscriber>> ReadSubscribersAsync(CancellationToken cancellationToken) =>
        Read<IReadOnlyList<Subscriber>>([], OutboxRows.ReadSubscribers, cancellationToken);

    public Task DeliveredAsync(ResourceId notification, IReadOnlyList<PendingEvent> events)
    {
        ArgumentNullException.ThrowIfNull(notification);
        return WriteAsync(outbox =>
        {
            outbox.Remove(notification.Text, events);
            outbox.Set(notification.Text, 0, null, null, 0);
            return 0;
        });
    }

    public Task FailedAsync(ResourceId notification, FailedTry failed)
    {
        ArgumentNullException.ThrowIfNull(notification);
        ArgumentNullException.ThrowIfNull(failed);
        return WriteAsync(outbox =>
        {
            outbox.Remove(notification.Text, failed.GivenUp);
            outbox.Set(notification.Text, failed.Attempts, failed.Failure, failed.NextTry, failed.GivenUp.Length);
            return 0;
        });
    }

    public Task<int> AddNoticesAsync(IReadOnlyList<Notice> notices, DateTimeOffset now) => WriteAsync(outbox =>
    {
        outbox.RemoveOldNoticesAt(now);
        return notices.Count(outbox.AddNotice);
    });

    private Task<T> Read<T>(T absent, Func<Statements, T> read, CancellationToken cancellationToken) =>
        StoreFailures.RunAsync(_folder, () => _database.Read(absent, read), cancellationToken);

    private async Task<int> WriteAsync(Func<OutboxChanges, int> write)
    {
        if (!_store.Exists) return 0;
        if (await TryWriteAsync(write).ConfigureAwait(false) is { } written) return written;
        // The writer's connection brings an older state to the latest version.
        await (await _store.OpenWriterAsync(UpgradeWait, CancellationToken.None).ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        return await TryWriteAsync(write).ConfigureAwait(false)
            ?? throw new ReconcilerException(FailureKind.Environment, $"the state {_folder.Path} was put back to an older version", "run again");
    }

    /// <summary>Null when the state is of an older version.</summary>
    private Task<int?> TryWriteAsync(Func<OutboxChanges, int> write) => StoreFailures.RunAsync<int?>(
        _folder,
        () =>
        {
            using var connection = _database.OpenBeside();
            if (connection is null) return null;
            using var transaction = connection.BeginTransaction(deferred: false);
            using var statements = new Statements(connection);
            var written = write(new(statements));
            transaction.Commit();
            return written;
        },
        CancellationToken.None);
}
