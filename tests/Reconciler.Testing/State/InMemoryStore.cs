using System.Collections.Immutable;
using Reconciler.Core.Actual;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;
using Reconciler.Core.Events;

namespace Reconciler.Testing.State;

/// <summary>
/// A state in memory that keeps every promise of <see cref="IActualStore"/>; what holds for it and for the real store is written down once, in
/// <see cref="StoreContract"/>.
/// </summary>
public sealed class InMemoryStore(TimeProvider time) : IActualStore
{
    private int _held;
    private volatile StoredState? _state;

    public string Place => "memory";

    public bool Exists => _state is not null;

    /// <summary>The audit log, oldest first.</summary>
    public IReadOnlyList<AuditEntry> Audit => Stored.Audit;

    /// <summary>Every event that was left in the outbox, oldest first.</summary>
    public IReadOnlyList<Announcement> Announced => Stored.Announced;

    public IReadOnlyCollection<ProofEvidence> Evidence => [.. Stored.Evidence.Values];

    private StoredState Stored => _state ?? StoredState.Empty;

    public Task<ActualState> ReadAsync(CancellationToken cancellationToken) =>
        Task.FromResult(_state is { } state ? Snapshot(state) : ActualState.Empty);

    public Task<IReadOnlyList<ResourceId>> DueBeforeAsync(DateTimeOffset instant, int limit, CancellationToken cancellationToken)
    {
        var state = Stored;
        var due = state.Certificates.Values.Select(certificate => (certificate.Id, certificate.NextDue))
            .Concat(state.Authorities.Values.Select(authority => (authority.Id, authority.NextDue)))
            .Where(entry => entry.NextDue < instant)
            .OrderBy(entry => entry.NextDue)
            .ThenBy(entry => entry.Id)
            .Take(limit)
            .Select(entry => entry.Id);
        return Task.FromResult<IReadOnlyList<ResourceId>>([.. due]);
    }

    public Task<IReadOnlyList<ProofEvidence>> ReadEvidenceAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ProofEvidence>>(
        [.. Evidence.OrderBy(proof => proof.Account, StringComparer.Ordinal).ThenBy(proof => proof.Domain, StringComparer.Ordinal).ThenBy(proof => proof.Zone, StringComparer.Ordinal)]);

    public Task<IReadOnlyList<ZoneRecord>> ReadZoneRecordsAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ZoneRecord>>(
        [.. Stored.ZoneRecords.Values.OrderBy(record => record.Owner, StringComparer.Ordinal).ThenBy(record => record.Type, StringComparer.Ordinal)]);

    public Task<IReadOnlyDictionary<(ResourceId Id, int Version), byte[]>> ReadAuthorityCertificatesAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<(ResourceId Id, int Version), byte[]>>(
            Stored.AuthorityVersions.ToDictionary(entry => entry.Key, entry => entry.Value.Der));

    public async Task<IStateWriter> OpenWriterAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (Interlocked.CompareExchange(ref _held, 1, 0) != 0)
        {
            if (TimeProvider.System.GetElapsedTime(start) >= wait) throw Taken();
            await Task.Delay(TimeSpan.FromMilliseconds(10), cancellationToken);
        }

        _state ??= StoredState.Empty;
        return new Writer(this);
    }

    private ReconcilerException Taken() => new(
        FailureKind.Locked, $"the state {Place} is locked by another writer of process {Environment.ProcessId}", "wait until that run has ended");

    private ActualState Snapshot(StoredState state) => state.ToSnapshot(time.GetUtcNow());

    private sealed class Writer(InMemoryStore store) : IStateWriter
    {
        private bool _disposed;

        public Task<long> CommitAsync(IReadOnlyList<StateChange> changes)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var stored = store.Stored;
            var applied = new InMemoryChanges(stored);
            try
            {
                foreach (var change in changes) change.Accept(applied);
                store._state = applied.Finish() with { Serial = stored.Serial + 1 };
            }
            catch (ReconcilerException refusal)
            {
                return Task.FromException<long>(refusal);
            }

            return Task.FromResult(stored.Serial + 1);
        }

        public Task<IReadOnlyDictionary<(ResourceId Id, int KeyVersion), SealedKey>> ReadKeysAsync(
            IReadOnlyCollection<(ResourceId Id, int KeyVersion)> keys, CancellationToken cancellationToken) =>
            Task.FromResult(Pick(keys, store.Stored.Keys));

        public Task<IReadOnlyDictionary<(ResourceId Id, int Version), StoredCertificate>> ReadCertificatesAsync(
            IReadOnlyCollection<(ResourceId Id, int Version)> versions, CancellationToken cancellationToken) =>
            Task.FromResult(Pick(versions, store.Stored.Certificate));

        public Task<IReadOnlyDictionary<ResourceId, StoredIntent>> ReadIntentsAsync(
            IReadOnlyCollection<ResourceId> ids, CancellationToken cancellationToken) =>
            Task.FromResult(Pick(ids, store.Stored.Intents));

        public Task<IReadOnlyList<RevokedEntry>> ReadRevokedAsync(ResourceId authority, DateTimeOffset now, CancellationToken cancellationToken) =>
            Task.FromResult(store.Stored.Revoked(authority, now));

        public Task<bool> HoldsKeysAsync(string account, string region, CancellationToken cancellationToken) =>
            Task.FromResult(store.Stored.Keys.Keys.Any(key => key.Id.Account == account && key.Id.Region == region));

        public Task<IReadOnlyList<SupersededKey>> ReadSupersededKeysAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<SupersededKey>>(
                [.. store.Stored.Superseded.Where(entry => entry.Value <= now).OrderBy(entry => entry.Value).Take(limit).Select(entry => new SupersededKey(entry.Key.Id, entry.Key.KeyVersion, entry.Value))]);

        public Task<ActualState> ReadAsync(CancellationToken cancellationToken) => store.ReadAsync(cancellationToken);

        public ValueTask DisposeAsync()
        {
            if (!_disposed) Volatile.Write(ref store._held, 0);
            _disposed = true;
            return ValueTask.CompletedTask;
        }

        private static IReadOnlyDictionary<TKey, TValue> Pick<TKey, TValue>(IEnumerable<TKey> wanted, IImmutableDictionary<TKey, TValue> stored)
            where TKey : notnull => Pick(wanted, key => stored.TryGetValue(key, out var value) ? value : default);

        private static IReadOnlyDictionary<TKey, TValue> Pick<TKey, TValue>(IEnumerable<TKey> wanted, Func<TKey, TValue?> find)
            where TKey : notnull
        {
            var found = new Dictionary<TKey, TValue>();
            foreach (var key in wanted)
            {
                if (find(key) is { } value) found[key] = value;
            }

            return found;
        }
    }
}
