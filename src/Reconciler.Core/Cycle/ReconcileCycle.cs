using Reconciler.Core.Actual;
using Reconciler.Core.Applying;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Desired;
using Reconciler.Core.Planning;
using Reconciler.Core.Validation;

namespace Reconciler.Core.Cycle;

/// <summary>A plan with what it was made from, ready to be shown or applied.</summary>
public sealed record PlannedCycle(DesiredState Desired, ActualState Actual, Evidence Evidence, Plan Plan)
{
    /// <summary>What was planned.</summary>
    public PlanScope Scope { get; init; } = PlanScope.All;

    /// <summary>What was compared with the world.</summary>
    public WorldLook Look { get; init; } = WorldLook.Whole;

    /// <summary>True when an apply would write anything: changes, certificates that wait or wait no more, tries that are over, refreshed stat values, superseded versions, superseded keys whose time is over, or the first state.</summary>
    public bool HasWork => Plan.HasChanges
        || !Plan.Waiting.IsEmpty
        || Actual.Serial == 0
        || Actual.Retries.Count > 0
        || Actual.NextKeyDestruction <= Plan.Head.Clock
        || Settling.Superseded(Actual.Certificates.Values).Any()
        || Evidence.Deployments.Values.Any(observation => observation.Refreshed is not null)
        || SightingNews.Of(Desired, Actual, Evidence, Plan).Any()
        || Settling.WaitingNoMore(Plan, Scope, Actual.Certificates.Values).Any();
}

/// <summary>What an apply did.</summary>
public sealed record CycleReport(Plan Plan, IReadOnlyList<ActionOutcome> Outcomes, long StateSerial, bool Interrupted)
{
    /// <summary>Events that it left in the outbox.</summary>
    public int Announced { get; init; }
}

/// <summary>The ports that a cycle needs.</summary>
public sealed record CyclePorts
{
    public required IActualStore Store { get; init; }

    public required IDnsObserver Dns { get; init; }

    public required IEmbeddedDns EmbeddedDns { get; init; }

    public required IReadOnlyList<IRecordPublisher> Publishers { get; init; }

    public required IReadOnlyList<IDeployTarget> Targets { get; init; }

    public required IServedCertificates Served { get; init; }

    public required IAuthorityPublisher AuthorityPublisher { get; init; }

    public required IKeyMaker KeyMaker { get; init; }

    public required ICertificateSigner Signer { get; init; }

    public required IKeyVault Vault { get; init; }

    public required IEntropy Entropy { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Ends the process at a chosen step; only tests have one.</summary>
    public IFaultInjector Faults { get; init; } = NoFaults.Instance;
}

/// <summary>
/// The order of things, and the only place that knows it: actual state, questions, observation, plan; then, once approved: lock, the same plan again,
/// keys proved, changes, what is left to write down.
/// </summary>
public sealed class ReconcileCycle(CyclePorts ports, IReportSink sink)
{
    /// <summary>Looks and decides; changes nothing.</summary>
    public async Task<PlannedCycle> PlanAsync(DesiredState desired, PlanOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ActualState actual;
        using (sink.Step("read")) actual = await ports.Store.ReadAsync(cancellationToken).ConfigureAwait(false);
        return await PlanAsync(desired, actual, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Applies a plan that was approved. The lock is taken here; where the state moved since, the plan is made again and must still be the approved one,
    /// or within the reviewed one where <see cref="PlanOptions.Reviewed"/> is set; else nothing is done and the new plan comes back for the caller to refuse.
    /// </summary>
    public async Task<ApplyResult> ApplyAsync(PlannedCycle approved, PlanOptions options, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(approved);
        using var step = sink.Step("apply");
        var writer = await ports.Store.OpenWriterAsync(lockTimeout, cancellationToken).ConfigureAwait(false);
        await using var holder = writer.ConfigureAwait(false);
        var current = await writer.ReadAsync(cancellationToken).ConfigureAwait(false);
        var cycle = approved;
        if (current.Serial != approved.Actual.Serial)
        {
            cycle = await PlanAsync(approved.Desired, current, options, cancellationToken).ConfigureAwait(false);
            if (!IsStillApproved(cycle, approved, options)) return new(null, cycle);
        }

        var certificates = await ports.Store.ReadAuthorityCertificatesAsync(cancellationToken).ConfigureAwait(false);
        var run = new ApplyRun(cycle.Plan, cycle.Desired, current, certificates, writer, new(current.Retries, options.Tries, ports.Entropy), ports.Time, ports.Faults);
        await KeyProof.ProveAsync(run, ports.Vault, cancellationToken).ConfigureAwait(false);
        if (cycle.Plan.HasChanges) await RunJournal.BeginAsync(run, options.Override).ConfigureAwait(false);
        using var keys = new AuthorityKeys(ports.Signer, ports.Vault);
        var outcomes = await new PlanExecutor(Handlers(keys), sink).ExecuteAsync(run, cancellationToken).ConfigureAwait(false);
        await new Settling(ports.Entropy, sink).SettleAsync(run, cycle.Evidence, outcomes, cycle.Scope, cycle.Look).ConfigureAwait(false);
        if (cycle.Plan.HasChanges) await RunJournal.EndAsync(run, outcomes, cancellationToken.IsCancellationRequested).ConfigureAwait(false);
        return new(new(cycle.Plan, outcomes, run.Serial, cancellationToken.IsCancellationRequested) { Announced = run.Announced }, null);
    }

    private static bool IsStillApproved(PlannedCycle cycle, PlannedCycle approved, PlanOptions options)
    {
        if (!cycle.Plan.Refusals.IsEmpty || !cycle.Plan.Blocked.IsEmpty) return false;
        return options.Reviewed is { } reviewed ? PlanContainment.IsWithin(reviewed, cycle.Plan, cycle.Actual) : cycle.Plan.Digest == approved.Plan.Digest;
    }

    private async Task<PlannedCycle> PlanAsync(DesiredState desired, ActualState actual, PlanOptions options, CancellationToken cancellationToken)
    {
        var now = options.AsOf ?? ports.Time.GetUtcNow();
        var scope = PlanTargets.Scope(options.Targets ?? [], desired, actual);
        var look = (options.Look ?? WorldLook.Whole).With(desired, actual, now);
        var evidence = Evidence.None;
        if (!options.Offline)
        {
            var observation = new Observation(ports.Dns, ports.Targets, ports.Publishers, ports.AuthorityPublisher, ports.Served);
            using var step = sink.Step("observe");
            evidence = await observation.ObserveAsync(Questions.For(desired, actual, scope, now, options.Tries, look), cancellationToken).ConfigureAwait(false);
        }

        using var planning = sink.Step("plan");
        return new(desired, actual, evidence, Planner.Plan(desired, actual, evidence, scope, now, options.Horizon, options.Override?.Counts, options.Tries, look.Watched))
        {
            Scope = scope,
            Look = look,
        };
    }

    private HandlerTable Handlers(AuthorityKeys keys)
    {
        var crls = new CrlHandler(ports.Signer, keys, ports.AuthorityPublisher);
        var proofs = new ControlProver(ports.Dns, new(ports.Publishers, ports.EmbeddedDns, ports.Entropy), ports.Time);
        return new(
            new(ports.KeyMaker, ports.Signer, ports.Vault, ports.Entropy, keys, crls),
            new(crls),
            crls,
            new(ports.Publishers, ports.EmbeddedDns, sink),
            new(proofs, new(ports.KeyMaker, ports.Signer, ports.Vault, ports.Entropy, keys), crls),
            new(crls),
            new(crls),
            new(ports.Targets, ports.Vault, sink),
            new(ports.Targets));
    }
}

/// <summary>How a plan is made.</summary>
/// <param name="AsOf">The clock of the plan; null: now.</param>
/// <param name="Offline">No look-ups: stored evidence alone.</param>
/// <param name="Horizon">How far Later looks; null: the default.</param>
/// <param name="Override">What a person allows beyond the limits; null: nothing.</param>
/// <param name="Targets">Only these objects and what they require; null or empty: everything.</param>
/// <param name="Tries">What is done about changes that were tried before and are not done.</param>
/// <param name="Look">What is compared with the world; null: everything, as people ask for.</param>
/// <param name="Reviewed">The saved plan that an apply must stay within; null: the plan that was shown is the approved one.</param>
public sealed record PlanOptions(
    DateTimeOffset? AsOf = null,
    bool Offline = false,
    TimeSpan? Horizon = null,
    LimitOverride? Override = null,
    IReadOnlyList<string>? Targets = null,
    SavedPlan? Reviewed = null,
    Tries Tries = Tries.All,
    WorldLook? Look = null);

/// <summary>Exactly one is set: the report, or what would be done now and is not what was approved.</summary>
public sealed record ApplyResult(CycleReport? Report, PlannedCycle? Changed);
