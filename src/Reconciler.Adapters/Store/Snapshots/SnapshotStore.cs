using Reconciler.Core.Actual;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Store.Snapshots;

/// <summary>An exported snapshot as a state that can be read and never written. It holds no zone and no DER.</summary>
/// <param name="path">The file; absolute, or relative to the working folder.</param>
public sealed class SnapshotStore(string path) : IActualStore
{
    private StateSnapshot? _snapshot;

    public string Place => path;

    public bool Exists => File.Exists(path);

    public async Task<ActualState> ReadAsync(CancellationToken cancellationToken) => (await SnapshotAsync(cancellationToken).ConfigureAwait(false)).State;

    public async Task<IReadOnlyList<ProofEvidence>> ReadEvidenceAsync(CancellationToken cancellationToken) =>
        (await SnapshotAsync(cancellationToken).ConfigureAwait(false)).Evidence;

    public async Task<IReadOnlyList<ResourceId>> DueBeforeAsync(DateTimeOffset instant, int limit, CancellationToken cancellationToken)
    {
        var state = await ReadAsync(cancellationToken).ConfigureAwait(false);
        var due = state.Certificates.Values.Select(certificate => (certificate.Id, certificate.NextDue))
            .Concat(state.Authorities.Values.Select(authority => (authority.Id, authority.NextDue)))
            .Where(entry => entry.NextDue < instant)
            .OrderBy(entry => entry.NextDue)
            .ThenBy(entry => entry.Id)
            .Take(limit);
        return [.. due.Select(entry => entry.Id)];
    }

    public Task<IReadOnlyList<ZoneRecord>> ReadZoneRecordsAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ZoneRecord>>([]);

    public Task<IReadOnlyDictionary<(ResourceId Id, int Version), byte[]>> ReadAuthorityCertificatesAsync(CancellationToken cancellationToken) =>
        throw new ReconcilerException(FailureKind.Usage, $"the snapshot {path} holds no certificate", "name the folder of the state with --state");

    public Task<IStateWriter> OpenWriterAsync(TimeSpan wait, CancellationToken cancellationToken) =>
        throw new ReconcilerException(FailureKind.Usage, $"{path} is a snapshot and can only be read", "name the folder of the state with --state, or leave it out");

    private async Task<StateSnapshot> SnapshotAsync(CancellationToken cancellationToken) =>
        _snapshot ??= SnapshotFile.Read(await ReadFileAsync(cancellationToken).ConfigureAwait(false), path);

    /// <summary>Never more than a snapshot may have, whatever the file is.</summary>
    private async Task<ReadOnlyMemory<byte>> ReadFileAsync(CancellationToken cancellationToken)
    {
        try
        {
            var file = new FileStream(path, new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan });
            await using var owner = file.ConfigureAwait(false);
            if (file.CanSeek && file.Length > SnapshotFile.MaxLength) throw SnapshotFile.TooLarge(path);
            using var content = new MemoryStream();
            var buffer = new byte[64 * 1024];
            for (var read = -1; read != 0 && content.Length <= SnapshotFile.MaxLength;)
            {
                read = await file.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
                content.Write(buffer, 0, read);
            }

            return content.GetBuffer().AsMemory(0, (int)content.Length);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ReconcilerException(FailureKind.Usage, $"the snapshot {path} cannot be read: {failure.Message}", "name a file that reconciler status --export-snapshot wrote");
        }
    }
}
