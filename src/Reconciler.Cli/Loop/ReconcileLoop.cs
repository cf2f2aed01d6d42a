using System.Globalization;
using Microsoft.Extensions.Hosting;
using Reconciler.Cli.Commands;
using Reconciler.Cli.Composition;
using Reconciler.Core.Actual;
using Reconciler.Core.Applying;
using Reconciler.Core.Applying.Ports;
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
    private CycleSession? _session;
    private DateTimeOffset? _nextDue;
    private DateTimeOffset _nextSweep;
    private int _attempts;

    public LoopState Current { get; private set; } = new() { Started = invocation.Time.GetUtcNow() };

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
            if (_session is not null) await _session.DisposeAsync().ConfigureAwait(false);
            _ended.TrySetResult(ExitCode.Success);
        }
    }

    private async Task LiveAsync(CancellationToken stoppingToken)
    {
        _nextSweep = _time.GetUtcNow();
        var reason = "start";
        while (true)
        {
            var code = await LookAsync(reason, stoppingToken).ConfigureAwait(false);
            if (options.Once || (configuration.InForce is null && Current.Cycles == 0 && code != ExitCode.Success))
            {
                _ended.TrySetResult(code);
                return;
            }

            looks.End(code, Current);
            stoppingToken.ThrowIfCancellationRequested();
            reason = await wakeups.WaitAsync(Current.Next!, stoppingToken).ConfigureAwait(false);
            if (reason is not ("poll" or "due" or "retry" or "sweep" or INudge.Push)) configuration.Forget();
        }
    }

    /// <summary>One look: a quiet one asks for the newest commit and for what is due, and nothing else. Returns the exit code that an apply would have.</summary>
    private async Task<int> LookAsync(string reason, CancellationToken cancellationToken)
    {
        using var span = Traces.Step("cycle");
        span?.SetTag("reconciler.reason", reason);
        var code = ExitCode.Success;
        try
        {
            var isNew = await configuration.LookAsync(cancellationToken).ConfigureAwait(false);
            if (configuration.InForce is null && await FallBackAsync(cancellationToken).ConfigureAwait(false)) isNew = true;
            if (configuration.InForce is null) code = configuration.Failure is null ? ExitCode.Invalid : ExitCode.Error;
            else if (isNew || reason is not ("poll" or INudge.Push) || await IsDueAsync(cancellationToken).ConfigureAwait(false)) code = await CycleAsync(isNew, reason, cancellationToken).ConfigureAwait(false);
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
            Missed($"internal error: {bug.GetType().Name}: {bug.Message}", isStandby: false);
        }

        if (code == ExitCode.Success) code = configuration.Refused is not null ? ExitCode.Invalid : configuration.Failure is not null ? ExitCode.Error : code;
        span?.SetTag("reconciler.code", code);
        var now = _time.GetUtcNow();
        DateTimeOffset? retry = _attempts > 0 ? WakeTimes.Retry(now, _attempts, Jitter()) : null;
        Current = Current with
        {
            Revision = configuration.InForce?.Tree.Revision.Commit,
            RevisionTime = configuration.InForce?.Tree.Revision.CommitTime,
            Desired = configuration.InForce?.Load.State,
            Refused = configuration.Refused,
            SourceFailure = configuration.Failure,
            Next = WakeTimes.Next(now, WakeTimes.Poll(now, options.Interval, Jitter()), _nextDue, retry, _nextSweep),
        };
        return code;
    }

    private void Missed(string why, bool isStandby)
    {
        _attempts++;
        Current = Current with { CycleFailure = why, IsStandby = isStandby };
        log.Once(isStandby ? "info" : "error", "cycle", isStandby ? $"standing by: {why}" : why);
    }

    private async Task<int> CycleAsync(bool isNew, string reason, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        var session = await SessionAsync(isNew, cancellationToken).ConfigureAwait(false);
        var planned = await session.Cycle(log).PlanAsync(configuration.InForce!.Load.State!, new(), cancellationToken).ConfigureAwait(false);
        if (Commands.PlanVerb.Refusal(planned.Plan) is { } refusal && isNew)
        {
            await TakeBackAsync(planned.Plan).ConfigureAwait(false);
            if (configuration.InForce is null && !await FallBackAsync(cancellationToken).ConfigureAwait(false)) return refusal;
            var code = await CycleAsync(isNew: false, reason, cancellationToken).ConfigureAwait(false);
            return code == ExitCode.Success ? refusal : code;
        }

        var (done, failed) = (log.Done, log.Failed);
        var interrupted = false;
        var waiting = planned.Plan.Waiting.Length;
        if (planned.HasWork && planned.Plan.Blocked.IsEmpty && planned.Plan.Refusals.IsEmpty)
        {
            log.Write("info", "cycle", $"{reason}: {SummaryText.Of(planned.Plan)}");
            log.Meter.Planned(planned.Plan.Changes.Length);
            var applied = await session.Cycle(log).ApplyAsync(planned, new(), invocation.Options.LockTimeout, cancellationToken).ConfigureAwait(false);
            // Another run came between: its state is planned from at once.
            if (applied.Report is null) return await CycleAsync(isNew: false, "retry", cancellationToken).ConfigureAwait(false);
            interrupted = applied.Report.Interrupted;
            waiting += applied.Report.Outcomes.Count(outcome => outcome.Kind is OutcomeKind.Waiting or OutcomeKind.Skipped);
        }

        var state = await session.Store.ReadAsync(cancellationToken).ConfigureAwait(false);
        (done, failed) = (log.Done - done, log.Failed - failed);
        Remember(state, began, done, failed, waiting);
        return interrupted ? ExitCode.Interrupted : failed > 0 ? ExitCode.PartlyApplied : ExitCode.Success;
    }

    private void Remember(ActualState state, long began, int done, int failed, int waiting)
    {
        var now = _time.GetUtcNow();
        _attempts = failed > 0 || waiting > 0 ? _attempts + 1 : 0;
        _nextSweep = now + options.Sweep;
        _nextDue = DueTimes(state).Where(due => due > now).Min();
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

    private static IEnumerable<DateTimeOffset?> DueTimes(ActualState state) =>
        state.Certificates.Values.Select(certificate => certificate.NextDue).Concat(state.Authorities.Values.Select(authority => authority.NextDue));

    /// <summary>A new configuration gets a session of its own: its zones, and the ports on which they are answered.</summary>
    private async Task<CycleSession> SessionAsync(bool isNew, CancellationToken cancellationToken)
    {
        if (_session is not null && !isNew) return _session;
        if (_session is not null) await _session.DisposeAsync().ConfigureAwait(false);
        _session = null;
        var workspace = configuration.InForce!;
        _session = await CycleSession.OpenAsync(workspace, workspace.Load.State!, invocation, cancellationToken).ConfigureAwait(false);
        await _session.ListenAsync(cancellationToken).ConfigureAwait(false);
        return _session;
    }

    private async Task TakeBackAsync(Plan plan)
    {
        var reasons = plan.Blocked.Select(notice => notice.Sentence).Concat(plan.Refusals.Select(refusal => refusal.Message));
        configuration.TakeBack(string.Join("; ", reasons));
        if (_session is not null) await _session.DisposeAsync().ConfigureAwait(false);
        _session = null;
    }

    /// <summary>Only what is due now is asked for; nothing of it is tried again before its retry.</summary>
    private async Task<bool> IsDueAsync(CancellationToken cancellationToken)
    {
        if (_session is null) return true;
        return _attempts == 0 && (await _session.Store.DueBeforeAsync(_time.GetUtcNow(), 1, cancellationToken).ConfigureAwait(false)).Count > 0;
    }

    private async Task<bool> FallBackAsync(CancellationToken cancellationToken)
    {
        if (configuration.Refused is null) return false;
        var place = await StatePlace.FindAsync(options.Repository, invocation, cancellationToken).ConfigureAwait(false);
        var history = new RunHistory();
        await place.OpenAuditLog().ReadAsync(new(), history.Add, cancellationToken).ConfigureAwait(false);
        var last = history.Conclude().Select(run => run.Revision).FirstOrDefault(revision => revision is { Length: 40 } && revision != configuration.Refused.Revision);
        return last is not null && await configuration.FallBackAsync(last, cancellationToken).ConfigureAwait(false);
    }

    private double Jitter()
    {
        Span<byte> random = stackalloc byte[2];
        entropy.Fill(random);
        return (random[0] | (random[1] << 8)) / 65536.0;
    }
}
