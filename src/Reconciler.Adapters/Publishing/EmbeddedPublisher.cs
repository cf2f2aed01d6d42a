using Reconciler.Core.Actual;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Desired;
using Reconciler.Core.Planning;

namespace Reconciler.Adapters.Publishing;

/// <summary>
/// Records that the program's own server answers with. They live in the state, so applying only says what must be committed; who commits it then updates the
/// server.
/// </summary>
public sealed class EmbeddedPublisher(IActualStore store) : IRecordPublisher
{
    public bool Handles(DnsProviderSpec provider) => provider is DnsProviderSpec.Embedded;

    public async Task<ProviderReading> ReadAsync(DnsProviderSpec provider, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(provider);
        var records = await store.ReadZoneRecordsAsync(cancellationToken);
        return new([.. records.Where(record => provider.ZoneOf(record.Owner) is not null)], null);
    }

    public Task<PublishOutcome> ApplyAsync(DnsProviderSpec provider, IReadOnlyList<ZoneChange> changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(changes);
        cancellationToken.ThrowIfCancellationRequested();
        var stray = changes.FirstOrDefault(change => !change.Remove && provider.ZoneOf(change.Record.Owner) is null);
        return Task.FromResult(stray is not null
            ? PublishOutcome.Failed($"{stray.Record.Owner} is in no zone of the provider ({string.Join(", ", provider.Zones)})")
            : new PublishOutcome(null, [.. changes.Select(StateChangeOf)]));
    }

    /// <summary>What is removed may lie in a zone that the provider no longer declares.</summary>
    private static StateChange StateChangeOf(ZoneChange change) => change.Remove
        ? new StateChange.RemoveZoneRecord(change.Record.Owner, change.Record.Type)
        : new StateChange.PutZoneRecord(change.Record);
}
