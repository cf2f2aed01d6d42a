using System.Collections.Immutable;
using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Applying.Ports;

/// <summary>Writes and reads validation records at one type of DNS provider. A new provider is a new class behind this port.</summary>
public interface IRecordPublisher
{
    /// <summary>True for the specs that this publisher handles.</summary>
    bool Handles(DnsProviderSpec provider);

    /// <summary>The records of ours that the provider holds now, without changing anything. A missing zone file reads as a failure.</summary>
    Task<ProviderReading> ReadAsync(DnsProviderSpec provider, CancellationToken cancellationToken);

    /// <summary>
    /// Makes all changes of one batch at one provider, or none, and says for each what became of it. Setting what is there already and removing what is
    /// gone succeed without effect. Only records of the marked, owned part are touched.
    /// </summary>
    Task<PublishOutcome> ApplyAsync(DnsProviderSpec provider, IReadOnlyList<ZoneChange> changes, CancellationToken cancellationToken);
}

/// <summary>One record to set (replacing any of its owner and type) or to remove.</summary>
public sealed record ZoneChange(ZoneRecord Record, bool Remove);

/// <param name="Failure">Null when all changes hold; otherwise one sentence, and none of them does.</param>
/// <param name="StateChanges">What must be committed for the change to be true (the embedded server keeps its zones in the state); empty elsewhere.</param>
public sealed record PublishOutcome(string? Failure, ImmutableArray<StateChange> StateChanges)
{
    public static PublishOutcome Done { get; } = new(null, []);

    public static PublishOutcome Failed(string why) => new(why, []);
}
