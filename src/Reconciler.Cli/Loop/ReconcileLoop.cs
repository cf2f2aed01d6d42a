using System.Globalization;
using Microsoft.Extensions.Hosting;
using Reconciler.Cli.Commands;
using Reconciler.Cli.Composition;
using Reconciler.Core.Actual;
using Reconciler.Core.Applying;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Cycle;
using Reconciler.Core.Cycle.Loop;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Planning;
using Reconciler.Core.Reporting;

namespace Reconciler.Cli.Loop;

/// <summary>
/// The daemon: looks, plans and applies, one cycle at a time, until it is stopped; then the step in hand is finished. It ends for nothing that the world does.
/// The state's lock is held for a cycle only, so that people can work beside it and another daemon can take over.
/// </summary>
internal sealed class ReconcileLoop(
    ServeOptions options, Invocation invocation, ConfigurationInForce configuration, Wakeups wakeups, Looks looks, LoopLog log, IEntropy entropy) : BackgroundService, ILoopView
{
    private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeProvider _time = invocation.Time;
    private readonly long _began = invocation.Time.GetTimestamp();
    private readonly LoopSchedule _schedule = new(options.Interval, options.Sweep);
    private readonly LoopSession _session = new(invocation);
    private readonly KeptWorld _kept = new(options.Sweep);
    private NextInstants _stored = new(null, null);

    /// <summary>The configuration that the state was seen to allow: another one is taken back when it does not.</summary>
    private Workspace? _allowed;

    /// <summary>Serial of the state that was judged last, or that this loop left: another one was made by somebody else.</summary>
    private long _known;

    public LoopState Current { get => field with { Damage = Damage() }; private set; } = new() { Started = invocation.Time.GetUtcNow() };

    /// <summary>What was found wrong with the database; null: nothing. Asked from any thread.</summary>
    public Func<string?> Damage { get; init; } = static () => null;

    /// <summary>The exit code, once the loop ended by itself: after one cycle, or for lack of a configuration to start with.</summary>
    public Task<int> Ended => _ended.Task;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await LiveAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            log.Write("info", "loop", "stopped");
        }
        finally
        {
            await _session.DisposeAsync().ConfigureAwait(false);
            _ended.TrySetResult(ExitCode.Success);
        }
    }

    private async Task LiveAsync(CancellationToken stoppingToken)
    {
        string? asked = "start";
        while (true)
        {
            var code = await LookAsync(asked, stoppingToken).ConfigureAwait(false);
            if (options.Once || (configuration.InForce is null && Current.Cycles == 0 && code != ExitCode.Success))
            {
                _ended.TrySetResult(code);
                return;
            }

            looks.End(code, Current);
            stoppingToken.ThrowIfCancellationRequested();
            asked = await wakeups.WaitAsync(Current.Next!, stoppingToken).ConfigureAwait(false);
            if (asked is not (null or INudge.Push)) configuration.Forget();
        }
    }

    /// <summary>
    /// One look: a quiet one asks for the newest commit, where it is time for that, and for the next stored instants, and nothing else. Returns the exit code
    /// that an apply would have.
    /// </summary>
    /// <param name="asked">Why somebody wants a cycle; null: the clock alone says.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    private async Task<int> LookAsync(string? asked, CancellationToken cancellationToken)
    {
        using var span = Traces.Step("cycle");
        span?.SetTag("reconciler.reason", asked ?? "clock");
        var code = ExitCode.Success;
        if (_schedule.Observe(_time.GetUtcNow(), _time.GetElapsedTime(_began)) is { } jump)
            log.Write("warning", "clock", $"it jumped by {jump:c}{(_schedule.IsSettling ? "; nothing is done by it until it has stayed there for 5 minutes" : "")}");
        try
        {
            var isNew = (asked is not null || _schedule.IsPollDue(_time.GetUtcNow())) && await PollAsync(cancellationToken).ConfigureAwait(false);
            if (configuration.InForce is null && await FallBackAsync(cancellationToken).ConfigureAwait(false)) isNew = true;
            if (configuration.InForce is null) code = configuration.Failure is null ? ExitCode.Invalid : ExitCode.Error;
            else if (await OccasionAsync(isNew, asked, cancellationToken).ConfigureAwait(false) is { } occasion) code = await CycleAsync(occasion, cancellationToken).ConfigureAwait(false);
            Current = Current with { CycleFailure = null, IsStandby = false };
        }
        catch (ReconcilerException failure)
        {
            code = failure.Kind == FailureKind.Locked ? ExitCode.Locked : ExitCode.Error;
            Missed(failure.Message, failure.Kind == FailureKind.Locked);
        }
        catch (Exception bug) when (bug is not OperationCanceledException)
        {
            // The loop goes on; people get the bug's name, not its stack.
            code = ExitCode.Error;
            _kept.Forget();
            Missed($"internal error: {bug.GetType().Name}: {bug.Message}", isStandby: false);
        }

        if (code == ExitCode.Success) code = configuration.Refused is not null ? ExitCode.Invalid : configuration.Failure is not null ? ExitCode.Error : code;
        span?.SetTag("reconciler.code", code);
        Current = Current with
        {
            Revision = configuration.InForce?.Tree.Revision.Commit,
            RevisionTime = configuration.InForce?.Tree.Revision.CommitTime,
            Desired = configuration.InForce?.Load.State,
            Refused = configuration.Refused,
            SourceFailure = configuration.Failure,
            Next = _schedule.Next(_time.GetUtcNow(), _stored),
        };
        return code;
    }

    private async Task<bool> PollAsync(CancellationToken cancellationToken)
    {
        var isNew = await configuration.LookAsync(cancellationToken).ConfigureAwait(false);
        _schedule.Polled(_time.GetUtcNow(), Jitter());
        return isNew;
    }

    /// <summary>Null: nothing is to be done, and nothing was read but the next instants.</summary>
    private async Task<Occasion?> OccasionAsync(bool isNew, string? asked, CancellationToken cancellationToken)
    {
        if (asked is not (null or INudge.Push)) return Occasion.Whole(asked);
        if (_schedule.IsSettling) return null;
        if (isNew || !ReferenceEquals(_allowed, configuration.InForce)) return Occasion.Commit;
        await ReadNextAsync(cancellationToken).ConfigureAwait(false);
        if (configuration.HasTakenBack && (await _session.Open.Store.ReadMarkAsync(cancellationToken).ConfigureAwait(false)).Serial != _known) return Occasion.Whole("state");
        return _schedule.At(_time.GetUtcNow(), _stored);
    }

    private async Task ReadNextAsync(CancellationToken cancellationToken) => _stored = await _session.Open.Store.ReadNextAsync(_schedule.Planned, cancellationToken).ConfigureAwait(false);

    private void Missed(string why, bool isStandby)
    {
        _schedule.Missed(_time.GetUtcNow(), Jitter());
        Current = Current with { CycleFailure = why, IsStandby = isStandby };
        log.Once(isStandby ? "info" : "error", "cycle", isStandby ? $"standing by: {why}" : why);
    }

    private async Task<int> CycleAsync(Occasion occasion, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        var desired = configuration.InForce!.Load.State!;
        if (await _session.OpenAsync(configuration.InForce, cancellationToken).ConfigureAwait(false))
            _schedule.Sweep(desired, _time.GetUtcNow());
        var options = new PlanOptions(Tries: Tries.Due, Look: occasion.Look, Kept: _kept, IsWhole: occasion.IsWhole);
        var planned = await _session.Open.Cycle(log).PlanAsync(desired, options, cancellationToken).ConfigureAwait(false);
        var isOthers = planned.Actual.Serial != _known;
        _known = planned.Actual.Serial;
        if (isOthers && configuration.HasTakenBack)
        {
            // Going on with the commit before it would undo what a person has just allowed.
            configuration.TryTakenBack();
            return await CycleAsync(Occasion.Whole("commit"), cancellationToken).ConfigureAwait(false);
        }

        var refused = Commands.PlanVerb.Refusal(planned.Plan);
        if (refused is { } refusal && !ReferenceEquals(_allowed, configuration.InForce))
        {
            await TakeBackAsync(planned.Plan).ConfigureAwait(false);
            if (configuration.InForce is null && !await FallBackAsync(cancellationToken).ConfigureAwait(false)) return refusal;
            var code = await CycleAsync(occasion, cancellationToken).ConfigureAwait(false);
            return code == ExitCode.Success ? refusal : code;
        }

        _allowed = configuration.InForce;
        var (done, failed) = (log.Done, log.Failed);
        CycleReport? report = null;
        string? blocked = null;
        if (refused is not null)
        {
            var rest = WithheldChanges.Without(planned.Plan);
            blocked = $"{(Commands.PlanVerb.Refusal(rest) is null ? "part of the plan is withheld" : "nothing is done")}, since others changed the state: {Reasons(planned.Plan)}";
            log.Once("error", "cycle", blocked);
            planned = planned with { Plan = rest };
        }

        if (Commands.PlanVerb.Refusal(planned.Plan) is null && planned.HasWork)
        {
            if (planned.Plan.HasChanges) log.Write("info", "cycle", $"{occasion.Reason}: {SummaryText.Of(planned.Plan with { Summary = planned.Plan.Summary with { Waiting = _kept.WaitingWith(planned) } })}");
            log.Meter.Planned(planned.Plan.Changes.Length);
            report = (await _session.Open.Cycle(log).ApplyAsync(planned, options, invocation.Options.LockTimeout, cancellationToken).ConfigureAwait(false)).Report;
            // Another run came between: its state is planned from at once.
            if (report is null) return await CycleAsync(occasion, cancellationToken).ConfigureAwait(false);
            _known = report.StateSerial;
        }

        // What was withheld is to be judged anew, whatever the next cycle is about.
        if (blocked is not null) _kept.Forget();
        _schedule.Ran(occasion, planned.Plan.Head.Clock);
        await ReadNextAsync(cancellationToken).ConfigureAwait(false);
        Remember(report, began, log.Done - done, log.Failed - failed);
        Current = Current with { Blocked = blocked };
        return report?.Interrupted == true ? ExitCode.Interrupted : log.Failed > failed ? ExitCode.PartlyApplied : refused ?? ExitCode.Success;
    }

    private void Remember(CycleReport? report, long began, int done, int failed)
    {
        var waiting = _kept.Open.Count - (report?.Outcomes.Count(outcome => outcome.Kind is OutcomeKind.Failed or OutcomeKind.Stalled) ?? 0);
        var now = _time.GetUtcNow();
        Current = Current with
        {
            LastCycle = now,
            LastSuccess = failed == 0 ? now : Current.LastSuccess,
            LastDuration = _time.GetElapsedTime(began),
            Cycles = Current.Cycles + 1,
            Done = Current.Done + done,
            Failed = Current.Failed + failed,
            Waiting = waiting,
        };
        log.Meter.CycleEnded(Current.LastDuration);
        if (done + failed > 0)
            log.Write("info", "cycle", string.Create(CultureInfo.InvariantCulture, $"{done} done, {failed} failed, {waiting} waiting in {Current.LastDuration.TotalSeconds:0.0} s"));
    }

    private async Task TakeBackAsync(Plan plan)
    {
        configuration.TakeBack(Reasons(plan));
        await _session.DisposeAsync().ConfigureAwait(false);
    }

    private static string Reasons(Plan plan) =>
        string.Join("; ", plan.Blocked.Select(notice => notice.Sentence).Concat(plan.Refusals.Select(refusal => refusal.Message)));

    private async Task<bool> FallBackAsync(CancellationToken cancellationToken)
    {
        if (configuration.Refused is null) return false;
        var place = await StatePlace.FindAsync(options.Repository, invocation, cancellationToken).ConfigureAwait(false);
        var history = new RunHistory();
        await place.OpenAuditLog().ReadAsync(new(), history.Add, cancellationToken).ConfigureAwait(false);
        var last = history.Conclude().Select(run => run.Revision).FirstOrDefault(revision => revision is { Length: 40 } && (configuration.HasTakenBack || revision != configuration.Refused.Revision));
        // It was in force when it was applied: what the state does not allow of it since others changed that is withheld.
        if (last == configuration.Refused.Revision) configuration.TryTakenBack();
        else if (last is null || !await configuration.FallBackAsync(last, cancellationToken).ConfigureAwait(false)) return false;
        _allowed = configuration.InForce;
        return true;
    }

    private double Jitter()
    {
        Span<byte> random = stackalloc byte[2];
        entropy.Fill(random);
        return (random[0] | (random[1] << 8)) / 65536.0;
    }
}
