using System.Net;
using Reconciler.Adapters.Publishing;
using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Tests.Publishing;

public class EmbeddedPublisherTests
{
    private static readonly DnsProviderSpec.Embedded Provider = new() { Zones = ["shop.example"], Listen = new(IPAddress.Loopback, 0) };
    private static readonly ZoneRecord Ours = new("_a.www.shop.example", "CNAME", "_b.validations.example", 300);

    [Fact(DisplayName = "DNS-12 reading gives the records of the provider's own zones out of the state")]
    public async Task Read()
    {
        var reading = await new EmbeddedPublisher(new StoredZones([Ours, new("_b.validations.example", "TXT", "v", 60)])).ReadAsync(Provider, default);
        Assert.Null(reading.Failure);
        Assert.Equal(Ours, Assert.Single(reading.Records));
    }

    [Fact(DisplayName = "DNS-12 applying says what must be committed, and does nothing else")]
    public async Task Apply()
    {
        var gone = new ZoneRecord("_old.retired.example", "CNAME", "x.example", 300);
        var outcome = await new EmbeddedPublisher(new StoredZones([])).ApplyAsync(Provider, [new(Ours, false), new(gone, true)], default);
        Assert.Null(outcome.Failure);
        Assert.Equal([new StateChange.PutZoneRecord(Ours), new StateChange.RemoveZoneRecord(gone.Owner, "CNAME")], outcome.StateChanges.AsEnumerable());
    }

    [Fact(DisplayName = "DNS-12 a record outside the provider's zones is refused with the whole batch")]
    public async Task Stray()
    {
        var stray = Ours with { Owner = "_a.other.example" };
        var outcome = await new EmbeddedPublisher(new StoredZones([])).ApplyAsync(Provider, [new(Ours, false), new(stray, false)], default);
        Assert.Equal("_a.other.example is in no zone of the provider (shop.example)", outcome.Failure);
        Assert.Empty(outcome.StateChanges);
    }

    /// <summary>A state of zone records alone.</summary>
    private sealed class StoredZones(IReadOnlyList<ZoneRecord> records) : IActualStore
    {
        public string Place => "memory";

        public bool Exists => true;

        public Task<IReadOnlyList<ZoneRecord>> ReadZoneRecordsAsync(CancellationToken cancellationToken) => Task.FromResult(records);

        public Task<IReadOnlyList<ProofEvidence>> ReadEvidenceAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ActualState> ReadAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<ResourceId>> DueBeforeAsync(DateTimeOffset instant, int limit, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<IReadOnlyDictionary<(ResourceId Id, int Version), byte[]>> ReadAuthorityCertificatesAsync(CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<IStateWriter> OpenWriterAsync(TimeSpan wait, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
