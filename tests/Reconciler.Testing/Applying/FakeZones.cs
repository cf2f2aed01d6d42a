using System.Net;
using Reconciler.Core.Actual;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Desired;
using Reconciler.Core.Planning;
using Reconciler.Core.Validation;
using Reconciler.Testing.Dns;

namespace Reconciler.Testing.Applying;

/// <summary>Zones whose records are seen through a <see cref="FakeDnsObserver"/>: those of the program's own server, and those of zone files.</summary>
public sealed class FakeZones(FakeDnsObserver dns) : IRecordPublisher, IEmbeddedDns
{
    private readonly Dictionary<(string Owner, string Type), ZoneRecord> _records = [];

    /// <summary>Set: every write of a provider fails so.</summary>
    public string? Failure { get; set; }

    /// <summary>Set: what is written is not seen, as when a server does not load it.</summary>
    public bool Unseen { get; set; }

    /// <summary>Records of zone files and of the own server, by owner.</summary>
    public IReadOnlyList<ZoneRecord> Records => [.. _records.Values.OrderBy(record => record.Owner, StringComparer.Ordinal)];

    public bool Handles(DnsProviderSpec provider) => true;

    public Task<ProviderReading> ReadAsync(DnsProviderSpec provider, CancellationToken cancellationToken) => Task.FromResult(new ProviderReading([.. Records], null));

    public Task<PublishOutcome> ApplyAsync(DnsProviderSpec provider, IReadOnlyList<ZoneChange> changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        if (Failure is not null) return Task.FromResult(PublishOutcome.Failed(Failure));
        if (provider is DnsProviderSpec.Embedded) return Task.FromResult(new PublishOutcome(null, [.. changes.Select(InState)]));
        foreach (var change in changes)
        {
            if (change.Remove) Remove(change.Record.Owner, change.Record.Type);
            else Put(change.Record);
        }

        return Task.FromResult(PublishOutcome.Done);
    }

    public void Load(IReadOnlyCollection<string> zones, IReadOnlyCollection<ZoneRecord> records, long serial) => Update(records, [], serial);

    public void Update(IReadOnlyCollection<ZoneRecord> set, IReadOnlyCollection<(string Owner, string Type)> removed, long serial)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(removed);
        foreach (var record in set) Put(record);
        foreach (var (owner, type) in removed) Remove(owner, type);
    }

    public Task<IReadOnlyList<IPEndPoint>> StartAsync(IReadOnlyCollection<IPEndPoint> listen, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<IPEndPoint>>([]);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static StateChange InState(ZoneChange change) =>
        change.Remove ? new StateChange.RemoveZoneRecord(change.Record.Owner, change.Record.Type) : new StateChange.PutZoneRecord(change.Record);

    private void Put(ZoneRecord record)
    {
        _records[(record.Owner, record.Type)] = record;
        if (Unseen) return;
        if (record.Type == "TXT") dns.Texts[record.Owner] = [record.Value];
        else dns.Aliases[record.Owner] = record.Value;
    }

    private void Remove(string owner, string type)
    {
        _records.Remove((owner, type));
        if (type == "TXT") dns.Texts.TryRemove(owner, out _);
        else dns.Aliases.TryRemove(owner, out _);
    }
}
