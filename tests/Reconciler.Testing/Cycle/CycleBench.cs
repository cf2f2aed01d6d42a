using Reconciler.Core.Actual;
using Reconciler.Core.Applying;
using Reconciler.Core.Cycle;
using Reconciler.Core.Domain;
using Reconciler.Testing.Applying;
using Reconciler.Testing.Desired;
using Reconciler.Testing.Dns;
using Reconciler.Testing.State;

namespace Reconciler.Testing.Cycle;

/// <summary>A whole world in memory around a <see cref="ReconcileCycle"/>: clock, state, DNS, zones, targets, keys; all of it can be broken.</summary>
public sealed class CycleBench
{
    private readonly CyclePorts _ports;

    /// <param name="change">Other ports, such as a real signer.</param>
    public CycleBench(Func<CyclePorts, CyclePorts>? change = null)
    {
        Dns = new(Time);
        Zones = new(Dns);
        Target = new(Journal);
        Store = new(new InMemoryStore(Time), Journal);
        CyclePorts ports = new()
        {
            Store = Store,
            Dns = Dns,
            EmbeddedDns = Zones,
            Publishers = [Zones],
            Targets = [Target],
            AuthorityPublisher = Files,
            Served = Servers,
            KeyMaker = Keys,
            Signer = new PlainSigner(Journal),
            Vault = new PlainVault(),
            Entropy = new SequentialEntropy(),
            Time = Time,
        };
        _ports = change is null ? ports : change(ports);
    }

    public ManualTime Time { get; } = new(ManualTime.Start);

    public Journal Journal { get; } = new();

    public FakeServers Servers { get; } = new();

    public FakeDnsObserver Dns { get; }

    public FakeZones Zones { get; }

    public FakeTarget Target { get; }

    public FakeAuthorityFiles Files { get; } = new();

    public PlainKeys Keys { get; } = new();

    public RecordingStore Store { get; }

    public RecordingSink Sink { get; private set; } = new();

    public Task<PlannedCycle> PlanAsync(DesiredBuilder desired, PlanOptions? options = null) =>
        Cycle().PlanAsync(desired.BuildWithRecords(), options ?? new(), CancellationToken.None);

    /// <summary>Plans and applies; returns what became of each change.</summary>
    public async Task<IReadOnlyList<ActionOutcome>> ApplyAsync(DesiredBuilder desired, CancellationToken cancellationToken = default) =>
        (await ApplyAsync(await PlanAsync(desired), cancellationToken)).Report!.Outcomes;

    public Task<ApplyResult> ApplyAsync(PlannedCycle planned, CancellationToken cancellationToken = default) => ApplyAsync(planned, new(), cancellationToken);

    public Task<ApplyResult> ApplyAsync(PlannedCycle planned, PlanOptions options, CancellationToken cancellationToken = default)
    {
        Sink = new();
        return Cycle().ApplyAsync(planned, options, TimeSpan.Zero, cancellationToken);
    }

    /// <summary>Applies and asserts that every change was done.</summary>
    public async Task<ActualState> ReachAsync(DesiredBuilder desired)
    {
        foreach (var outcome in await ApplyAsync(desired)) Assert.True(outcome.Kind == OutcomeKind.Done, $"{outcome.Action.Key}: {outcome.Kind} {outcome.Detail}");
        return await StateAsync();
    }

    public Task<ActualState> StateAsync() => Store.ReadAsync(CancellationToken.None);

    public async Task<ActualCertificate> CertificateAsync(string name) => (await StateAsync()).Certificates[ResourceId.Certificate("default", "local", name)];

    private ReconcileCycle Cycle() => new(_ports, Sink);
}
