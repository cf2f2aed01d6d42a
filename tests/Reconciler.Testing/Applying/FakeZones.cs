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
    private const string OwnServer = "own server";

    private readonly Dictionary<(string Place, string Owner, string Type), ZoneRecord> _records = [];

    /// <summary>Set: every write of a provider fails so.</summary>
    public string? Failure { get; set; }

    /// <summary>Set: what is written is not seen, as when a server does not load it.</summary>
    public bool Unseen { get; set; }

    public bool Handles(DnsProviderSpec provider) => true;

    public Task<ProviderReading> ReadAsync(DnsProviderSpec provider, CancellationToken cancellationToken) =>
        Task.FromResult(new ProviderReading([.. _records.Where(entry => entry.Key.Place == Place(provider)).Select(entry => entry.Value)], null));

    public Task<PublishOutcome> ApplyAsync(DnsProviderSpec provider, IReadOnlyList<ZoneChange> changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        if (Failure is not null) return Task.FromResult(PublishOutcome.Failed(Failure));
        if (provider is DnsProviderSpec.Embedded) return Task.FromResult(new PublishOutcome(null, [.. changes.Select(InState)]));
        foreach (var change in changes)
        {
            if (change.Remove) Remove(Place(provider), change.Record.Owner, change.Record.Type);
            else Put(Place(provider), change.Record);
        }

        return Task.FromResult(PublishOutcome.Done);
    }

    public void Load(IReadOnlyCollection<string> zones, IReadOnlyCollection<ZoneRecord> records, long serial) => Update(records, [], serial);

    public void Update(IReadOnlyCollection<ZoneRecord> set, IReadOnlyCollection<(string Owner, string Type)> removed, long serial)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(removed);
        foreach (var record in set) Put(OwnServer, record);
        foreach (var (owner, type) in removed) Remove(OwnServer, owner, type);
    }

    public Task<IReadOnlyList<IPEndPoint>> StartAsync(IReadOnlyCollection<IPEndPoint> listen, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<IPEndPoint>>([]);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static StateChange InState(ZoneChange change) =>
        change.Remove ? new StateChange.RemoveZoneRecord(change.Record.Owner, change.Record.Type) : new StateChange.PutZoneRecord(change.Record);

    private static string Place(DnsProviderSpec provider) => provider is DnsProviderSpec.ZoneFile file ? file.File : OwnServer;

    private void Put(string place, ZoneRecord record)
    {
        _records[(place, record.Owner, record.Type)] = record;
        if (!Unseen) Show(record);
    }

    private void Remove(string place, string owner, string type)
    {
        _records.Remove((place, owner, type));
        if (type == "TXT") dns.Texts.TryRemove(owner, out _);
        else dns.Aliases.TryRemove(owner, out _);
        foreach (var (_, elsewhere) in _records.Where(entry => entry.Key.Owner == owner && entry.Key.Type == type)) Show(elsewhere);
    }

    private void Show(ZoneRecord record)
    {
        if (record.Type == "TXT") dns.Texts[record.Owner] = [record.Value];
        else dns.Aliases[record.Owner] = record.Value;
    }
}
