using Reconciler.Core.Actual;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;

namespace Reconciler.Cli.Composition;

/// <summary><c>--state none</c>: reads as empty, cannot be written.</summary>
internal sealed class NoStore : IActualStore
{
    public string Place => "none";

    public bool Exists => false;

    public Task<ActualState> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(ActualState.Empty);

    public Task<IReadOnlyList<ResourceId>> DueBeforeAsync(DateTimeOffset instant, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ResourceId>>([]);

    public Task<IReadOnlyList<ProofEvidence>> ReadEvidenceAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ProofEvidence>>([]);

    public Task<IReadOnlyList<ZoneRecord>> ReadZoneRecordsAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ZoneRecord>>([]);

    public Task<IReadOnlyDictionary<(ResourceId Id, int Version), byte[]>> ReadAuthorityCertificatesAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<(ResourceId Id, int Version), byte[]>>(new Dictionary<(ResourceId Id, int Version), byte[]>());

    public Task<IStateWriter> OpenWriterAsync(TimeSpan wait, CancellationToken cancellationToken) =>
        throw new ReconcilerException(FailureKind.Usage, "there is nothing to apply to with --state none", "name a folder with --state, or leave it out");
}
