using Reconciler.Adapters.Dns.Embedded;
using Reconciler.Adapters.Dns.Observing;
using Reconciler.Adapters.Keys;
using Reconciler.Cli.Output;
using Reconciler.Core.Actual;
using Reconciler.Core.Applying;
using Reconciler.Core.Cycle;
using Reconciler.Core.Desired;
using Reconciler.Pki.Issuance;
using Reconciler.Pki.Keys;
using Reconciler.Testing.Applying;
using Reconciler.Testing.State;

namespace Reconciler.Cli.Tests.Years;

/// <summary>Real planning, applying, keys and signatures on a clock, a store and a target in memory.</summary>
internal sealed class SimulatedFleet : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly EmbeddedDnsServer _dns = new();
    private readonly KeyVault _vault;
    private readonly ReconcileCycle _cycle;
    private readonly DesiredState _desired;

    public SimulatedFleet(DesiredState desired)
    {
        var entropy = new SystemEntropy();
        _desired = desired;
        _vault = new(_folder.Path, new Dictionary<string, string>(), entropy);
        Store = new(Time);
        _cycle = new(
            new()
            {
                Store = Store,
                Dns = new DnsObserver(EmbeddedResolver.InProcess(_dns.Answers), Time),
                EmbeddedDns = _dns,
                Publishers = [],
                Targets = [Target],
                AuthorityPublisher = new SimulatedPublisher(),
                Served = new FakeServers(),
                KeyMaker = new SystemKeyMaker(),
                Signer = new CertificateSigner(),
                Vault = _vault,
                Entropy = entropy,
                Time = Time,
            },
            SilentSink.Instance);
    }

    public DesiredState Desired => _desired;

    /// <summary>No plan warns of anything.</summary>
    public bool IsQuiet { get; init; } = true;

    public ManualTime Time { get; } = new(ManualTime.Start);

    public InMemoryStore Store { get; }

    public SimulatedTarget Target { get; } = new();

    /// <summary>Plans, and applies where there is something to do. Everything planned must be done.</summary>
    public async Task<IReadOnlyList<ActionOutcome>> RunAsync()
    {
        var planned = await _cycle.PlanAsync(_desired, new(), CancellationToken.None);
        Assert.Empty(planned.Plan.Waiting);
        if (IsQuiet) Assert.Empty(planned.Plan.Notices);
        if (!planned.HasWork) return [];
        var applied = await _cycle.ApplyAsync(planned, new(), TimeSpan.Zero, CancellationToken.None);
        Assert.All(applied.Report!.Outcomes, outcome => Assert.True(outcome.Kind == OutcomeKind.Done, $"{outcome.Action.Key}: {outcome.Detail}"));
        return applied.Report.Outcomes;
    }

    /// <summary>The next instant at which something is due, and not before <paramref name="earliest"/>.</summary>
    public async Task<DateTimeOffset> NextDueAsync(DateTimeOffset earliest)
    {
        var state = await Store.ReadAsync(CancellationToken.None);
        var due = state.Certificates.Values.Select(certificate => certificate.NextDue)
            .Concat(state.Authorities.Values.Select(authority => authority.NextDue))
            .Where(instant => instant is not null)
            .Min()!.Value;
        return due < earliest ? earliest : due;
    }

    public Task<ActualState> ReadAsync() => Store.ReadAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _dns.DisposeAsync();
        _vault.Dispose();
        _folder.Dispose();
    }
}
