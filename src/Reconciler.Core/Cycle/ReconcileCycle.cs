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
        || Subjects.Tries.Any()
        || Actual.NextKeyDestruction <= Plan.Head.Clock
        || Subjects.Known.Any(Settling.IsSuperseding)
        || Evidence.Deployments.Values.Any(observation => observation.Refreshed is not null)
        || SightingNews.Of(Desired, Actual, Evidence, Plan, Subjects).Any()
        || Settling.WaitingNoMore(Plan, Subjects, Actual.Certificates).Any();

    /// <summary>Kept from plan to plan; null: only for this one.</summary>
    internal PlanIndex? Index { get; init; }

    internal PlanSubjects Subjects => new(Desired, Actual, Scope, Index);

    /// <summary>Nothing of it may be applied.</summary>
    internal bool IsRefused => !Plan.Refusals.IsEmpty || !Plan.Blocked.IsEmpty;
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
        using (sink.Step("read"))
        {
            actual = options.Kept is { } kept
                ? await kept.ReadAsync(ports.Store, options.AsOf ?? ports.Time.GetUtcNow(), cancellationToken).ConfigureAwait(false)
                : await ports.Store.ReadAsync(cancellationToken).ConfigureAwait(false);
        }

        var cycle = await PlanAsync(desired, actual, options, cancellationToken).ConfigureAwait(false);
        if (options.Kept is not null && !cycle.IsRefused && !cycle.HasWork) options.Kept.Settle(cycle, [], null);
        return cycle;
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
        var cycle = approved;
        if (!IsOf(await writer.ReadMarkAsync(cancellationToken).ConfigureAwait(false), approved.Actual))
        {
            var current = await writer.ReadAsync(cancellationToken).ConfigureAwait(false);
            options.Kept?.Take(current, options.AsOf ?? ports.Time.GetUtcNow());
            cycle = await PlanAsync(approved.Desired, current, options, cancellationToken).ConfigureAwait(false);
            if (!IsStillApproved(cycle, approved, options)) return new(null, cycle);
        }

        // Until it came to its end nobody knows what it left.
        options.Kept?.Suspend();
        var certificates = await ports.Store.ReadAuthorityCertificatesAsync(cancellationToken).ConfigureAwait(false);
        var run = new ApplyRun(cycle.Plan, cycle.Desired, cycle.Actual, certificates, writer, new(cycle.Actual.Retries, options.Tries, ports.Entropy), ports.Time, ports.Faults, cycle.Subjects);
        await KeyProof.ProveAsync(run, ports.Vault, cancellationToken).ConfigureAwait(false);
        if (cycle.Plan.HasChanges) await RunJournal.BeginAsync(run, options.Override).ConfigureAwait(false);
        using var keys = new AuthorityKeys(ports.Signer, ports.Vault);
        var outcomes = await new PlanExecutor(Handlers(keys), sink).ExecuteAsync(run, cancellationToken).ConfigureAwait(false);
        await new Settling(ports.Entropy, sink).SettleAsync(run, cycle.Evidence, outcomes, cycle.Scope.IsAll || cycle.Index is not null, cycle.Look).ConfigureAwait(false);
        if (cycle.Plan.HasChanges) await RunJournal.EndAsync(run, outcomes, cancellationToken.IsCancellationRequested).ConfigureAwait(false);
        if (options.Kept is not null && !cancellationToken.IsCancellationRequested)
            options.Kept.Settle(cycle, outcomes, await writer.ReadAsync(run.Changed, cancellationToken).ConfigureAwait(false));
        return new(new(cycle.Plan, outcomes, run.Serial, cancellationToken.IsCancellationRequested) { Announced = run.Announced }, null);
    }

    /// <summary>What was planned from is what is there now. A state that is made with the lock has a lineage of which nobody knew yet.</summary>
    private static bool IsOf(StateMark mark, ActualState planned) => mark.Serial == planned.Serial && (mark.Serial == 0 || mark.Lineage == planned.Lineage);

    private static bool IsStillApproved(PlannedCycle cycle, PlannedCycle approved, PlanOptions options)
    {
        if (cycle.IsRefused) return false;
        return options.Reviewed is { } reviewed ? PlanContainment.IsWithin(reviewed, cycle.Plan, cycle.Actual) : cycle.Plan.Digest == approved.Plan.Digest;
    }

    private async Task<PlannedCycle> PlanAsync(DesiredState desired, ActualState actual, PlanOptions options, CancellationToken cancellationToken)
    {
        var now = options.AsOf ?? ports.Time.GetUtcNow();
        var asked = options.Look ?? WorldLook.Whole;
        var (scope, index) = options.Kept is { } kept ? kept.ScopeOf(desired, options.IsWhole, asked.Compared, now) : (PlanTargets.Scope(options.Targets ?? [], desired, actual), null);
        var evidence = Evidence.None;
        for (var unseen = scope; ;)
        {
            var look = asked.With(desired, new PlanSubjects(desired, actual, scope, index).Tries, now);
            if (!options.Offline) evidence = evidence.And(await ObserveAsync(Questions.For(desired, actual, unseen, now, options.Tries, look, index), cancellationToken).ConfigureAwait(false));
            Plan plan;
            using (sink.Step("plan")) plan = Planner.Plan(desired, actual, evidence, scope, now, options.Horizon, options.Override?.Counts, options.Tries, look.Watched, index);
            if (options.Kept?.Beyond(plan, scope, desired) is not { } wider) return new(desired, actual, evidence, plan) { Scope = scope, Look = look, Index = index };
            (unseen, scope) = (wider.Without(scope), wider);
        }
    }

    private async Task<Evidence> ObserveAsync(Questions questions, CancellationToken cancellationToken)
    {
        using var step = sink.Step("observe");
        var observation = new Observation(ports.Dns, ports.Targets, ports.Publishers, ports.AuthorityPublisher, ports.Served);
        return await observation.ObserveAsync(questions, cancellationToken).ConfigureAwait(false);
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
/// <param name="Kept">What a daemon keeps between its cycles: only what changed is read and planned; null: everything.</param>
/// <param name="IsWhole">Everything is planned, whatever is kept.</param>
/// <param name="Reviewed">The saved plan that an apply must stay within; null: the plan that was shown is the approved one.</param>
public sealed record PlanOptions(
    DateTimeOffset? AsOf = null,
    bool Offline = false,
    TimeSpan? Horizon = null,
    LimitOverride? Override = null,
    IReadOnlyList<string>? Targets = null,
    SavedPlan? Reviewed = null,
    Tries Tries = Tries.All,
    WorldLook? Look = null,
    KeptWorld? Kept = null,
    bool IsWhole = false);

/// <summary>Exactly one is set: the report, or what would be done now and is not what was approved.</summary>
public sealed record ApplyResult(CycleReport? Report, PlannedCycle? Changed);
