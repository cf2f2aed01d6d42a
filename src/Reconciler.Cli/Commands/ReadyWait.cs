using Reconciler.Cli.Composition;
using Reconciler.Cli.Output;
using Reconciler.Core.Actual;
using Reconciler.Core.Applying;
using Reconciler.Core.Cycle;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;
using Reconciler.Core.Reporting;

namespace Reconciler.Cli.Commands;

/// <summary>Goes on after a first apply until nothing waits for its next try, doing no more than was approved then.</summary>
internal sealed class ReadyWait(Invocation invocation, CycleSession session, ApplyOutput output, DesiredState desired, PlanOptions options)
{
    /// <summary>Whatever the state says: the loop never spins.</summary>
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(5);

    /// <summary>Returns the exit code.</summary>
    /// <param name="approved">The plan that was approved.</param>
    /// <param name="timeout">From now; the last look is at its end.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<int> UntilReadyAsync(Plan approved, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var within = options.Reviewed ?? SavedPlanJson.Read(SavedPlanJson.Render(approved, desired), "that was approved");
        var deadline = invocation.Time.GetUtcNow() + timeout;
        while (true)
        {
            var state = await session.Store.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (state.Retries.Count == 0) return ExitCode.Success;
            if (state.Retries.Values.Min(retry => retry.NextTry) is not { } next) return ExitCode.PartlyApplied;
            var now = invocation.Time.GetUtcNow();
            if (now >= deadline) return await TimedOutAsync(state).ConfigureAwait(false);
            var earliest = now + ShortestPause;
            next = next < earliest ? earliest : next;
            await PauseAsync(state, next < deadline ? next : deadline, now, cancellationToken).ConfigureAwait(false);
            if (await LookAsync(within, cancellationToken).ConfigureAwait(false) is { } code) return code;
        }
    }

    /// <summary>One more cycle. Null: go on.</summary>
    private async Task<int?> LookAsync(SavedPlan within, CancellationToken cancellationToken)
    {
        var again = options with { Reviewed = within, Override = null, Tries = Tries.All };
        var planned = await session.Cycle(SilentSink.Instance).PlanAsync(desired, again, cancellationToken).ConfigureAwait(false);
        if (PlanVerb.Refusal(planned.Plan) is { } refused) return refused;
        if (!PlanContainment.IsWithin(within, planned.Plan, planned.Actual)) return await BeyondAsync(planned.Plan, within, planned.Actual).ConfigureAwait(false);
        if (!planned.HasWork) return ExitCode.Success;
        var result = await output.WhileAsync(
            planned.Plan, sink => session.Cycle(sink).ApplyAsync(planned, again, invocation.Options.LockTimeout, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (result.Report is not { } report) return await BeyondAsync(result.Changed!.Plan, within, result.Changed.Actual).ConfigureAwait(false);
        if (report.Outcomes.Any(outcome => outcome.Kind != OutcomeKind.Waiting && outcome.Kind != OutcomeKind.Skipped)) await output.EndedAsync(report).ConfigureAwait(false);
        return report.Interrupted ? ExitCode.Interrupted : null;
    }

    private async Task PauseAsync(ActualState state, DateTimeOffset until, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!invocation.Options.Quiet)
        {
            var waiting = state.Retries.Count(retry => retry.Value.NextTry is not null);
            await invocation.Terminal.Error.WriteLineAsync($"{waiting} {(waiting == 1 ? "change waits" : "changes wait")}; next look at {Instants.Format(until)}").ConfigureAwait(false);
        }

        await Task.Delay(until - now, invocation.Time, cancellationToken).ConfigureAwait(false);
    }

    private async Task<int> TimedOutAsync(ActualState state)
    {
        await invocation.Terminal.Error.WriteLineAsync("error: the time of --timeout is over, and this is not done:").ConfigureAwait(false);
        foreach (var (key, retry) in state.Retries.OrderBy(retry => retry.Key, StringComparer.Ordinal))
        {
            var next = retry.NextTry is { } instant ? $"next try {Instants.Format(instant)}" : "it needs a person";
            await invocation.Terminal.Error.WriteLineAsync($"  {key.Replace('#', ' ')}: {OneLine.Of(retry.LastFailure)} ({next})").ConfigureAwait(false);
        }

        await invocation.Terminal.Error.WriteLineAsync("   = help: run apply again; nothing of what was done is lost").ConfigureAwait(false);
        return ExitCode.TimedOut;
    }

    private async Task<int> BeyondAsync(Plan plan, SavedPlan within, ActualState actual)
    {
        var differences = PlanContainment.Compare(within, plan, actual);
        await invocation.Terminal.Error.WriteAsync(
            $"error: while waiting, more came up than was approved; it is not done\n{SavedPlanText.Difference(differences, invocation.Terminal.ErrorInk)}").ConfigureAwait(false);
        return ExitCode.PlanRefused;
    }
}
