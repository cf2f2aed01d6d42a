using System.Collections.Concurrent;
using Reconciler.Core.Actual;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;
using Reconciler.Testing.Applying;

namespace Reconciler.Testing.Cycle;

/// <summary>A store that writes every commit into the journal, keeps its changes, and can be cut off behind any of them, as a killed process is.</summary>
public sealed class RecordingStore(IActualStore store, Journal journal) : IActualStore
{
    private readonly ConcurrentQueue<IReadOnlyList<StateChange>> _commits = new();

    /// <summary>The run is cut off right after the first commit for which this holds; then it is forgotten.</summary>
    public Func<IReadOnlyList<StateChange>, bool>? CutOffAfter { get; set; }

    /// <summary>While set: a commit for which this holds fails and changes nothing, as on a full disk.</summary>
    public Func<IReadOnlyList<StateChange>, bool>? FullAt { get; set; }

    /// <summary>Every change that was ever made durable, in order.</summary>
    public IEnumerable<StateChange> Changes => _commits.SelectMany(commit => commit);

    public IReadOnlyList<IReadOnlyList<StateChange>> Commits => [.. _commits];

    /// <summary>What was read in parts, in order; null stands for a whole state.</summary>
    public List<StateSubjects?> Reads { get; } = [];

    public string Place => store.Place;

    public bool Exists => store.Exists;

    public Task<ActualState> ReadAsync(CancellationToken cancellationToken)
    {
        Reads.Add(null);
        return store.ReadAsync(cancellationToken);
    }

    public Task<StateMark> ReadMarkAsync(CancellationToken cancellationToken) => store.ReadMarkAsync(cancellationToken);

    public Task<IReadOnlyList<ResourceId>> DueBeforeAsync(DateTimeOffset instant, int limit, CancellationToken cancellationToken) =>
        store.DueBeforeAsync(instant, limit, cancellationToken);

    public Task<IReadOnlyList<ProofEvidence>> ReadEvidenceAsync(CancellationToken cancellationToken) => store.ReadEvidenceAsync(cancellationToken);

    public Task<IReadOnlyList<ZoneRecord>> ReadZoneRecordsAsync(CancellationToken cancellationToken) => store.ReadZoneRecordsAsync(cancellationToken);

    public Task<IReadOnlyDictionary<(ResourceId Id, int Version), byte[]>> ReadAuthorityCertificatesAsync(CancellationToken cancellationToken) =>
        store.ReadAuthorityCertificatesAsync(cancellationToken);

    public async Task<IStateWriter> OpenWriterAsync(TimeSpan wait, CancellationToken cancellationToken) => new Writer(await store.OpenWriterAsync(wait, cancellationToken), this);

    private void Committed(IReadOnlyList<StateChange> changes)
    {
        _commits.Enqueue(changes);
        journal.Write($"commit {string.Join(' ', changes.Select(change => change.GetType().Name).Distinct())}");
        if (CutOffAfter?.Invoke(changes) != true) return;
        CutOffAfter = null;
        throw new CutOffException();
    }

    private sealed class Writer(IStateWriter writer, RecordingStore owner) : IStateWriter
    {
        public async Task<long> CommitAsync(IReadOnlyList<StateChange> changes)
        {
            if (owner.FullAt?.Invoke(changes) == true) throw new ReconcilerException(FailureKind.Environment, "the disk is full");
            var serial = await writer.CommitAsync(changes);
            owner.Committed(changes);
            return serial;
        }

        public Task<IReadOnlyDictionary<(ResourceId Id, int KeyVersion), SealedKey>> ReadKeysAsync(
            IReadOnlyCollection<(ResourceId Id, int KeyVersion)> keys, CancellationToken cancellationToken) => writer.ReadKeysAsync(keys, cancellationToken);

        public Task<IReadOnlyDictionary<(ResourceId Id, int Version), StoredCertificate>> ReadCertificatesAsync(
            IReadOnlyCollection<(ResourceId Id, int Version)> versions, CancellationToken cancellationToken) => writer.ReadCertificatesAsync(versions, cancellationToken);

        public Task<IReadOnlyDictionary<ResourceId, StoredIntent>> ReadIntentsAsync(IReadOnlyCollection<ResourceId> ids, CancellationToken cancellationToken) =>
            writer.ReadIntentsAsync(ids, cancellationToken);

        public Task<IReadOnlyList<RevokedEntry>> ReadRevokedAsync(ResourceId authority, DateTimeOffset now, CancellationToken cancellationToken) =>
            writer.ReadRevokedAsync(authority, now, cancellationToken);

        public Task<bool> HoldsKeysAsync(string account, string region, CancellationToken cancellationToken) => writer.HoldsKeysAsync(account, region, cancellationToken);

        public Task<IReadOnlyList<SupersededKey>> ReadSupersededKeysAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
            writer.ReadSupersededKeysAsync(now, limit, cancellationToken);

        public Task<ActualState> ReadAsync(CancellationToken cancellationToken)
        {
            owner.Reads.Add(null);
            return writer.ReadAsync(cancellationToken);
        }

        public Task<StateMark> ReadMarkAsync(CancellationToken cancellationToken) => writer.ReadMarkAsync(cancellationToken);

        public Task<StatePart> ReadAsync(StateSubjects subjects, CancellationToken cancellationToken)
        {
            owner.Reads.Add(subjects);
            return writer.ReadAsync(subjects, cancellationToken);
        }

        public ValueTask DisposeAsync() => writer.DisposeAsync();
    }
}

/// <summary>The process ended here.</summary>
public sealed class CutOffException : Exception;
