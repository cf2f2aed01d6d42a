using Reconciler.Cli.Commands;
using Reconciler.Cli.Composition;
using Reconciler.Cli.Options;
using Reconciler.Core.Applying;
using Reconciler.Core.Cycle;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Planning;
using Reconciler.Core.Reporting;

namespace Reconciler.Cli.Output;

/// <summary>What an apply writes: the plan, progress and one summary line; with <c>--format json</c> one event a line instead.</summary>
internal sealed class ApplyOutput
{
    private readonly Invocation _invocation;
    private readonly EventStream? _events;

    public ApplyOutput(Invocation invocation)
    {
        _invocation = invocation;
        _events = invocation.Options.Format == OutputFormat.Json ? new(invocation.Terminal.Out, invocation.Time) : null;
        _events?.Version();
    }

    /// <summary>The repository is no valid configuration; as text that has been told already.</summary>
    public void Invalid(IEnumerable<Diagnostic> diagnostics) => _events?.Diagnosed(diagnostics);

    public async Task PlannedAsync(Plan plan, Workspace workspace)
    {
        if (_events is null) await Commands.PlanVerb.ShowAsync(plan, workspace, _invocation).ConfigureAwait(false);
        else _events.Planned(plan);
    }

    /// <summary>Runs <paramref name="apply"/> with the sink that tells of it.</summary>
    public async Task<ApplyResult> WhileAsync(Plan plan, Func<IReportSink, Task<ApplyResult>> apply, CancellationToken cancellationToken)
    {
        if (_events is not null) return await InterruptiblyAsync(_events, apply, cancellationToken).ConfigureAwait(false);
        using var progress = new Progress(_invocation.Terminal.Error, _invocation.Terminal.ErrorInk, _invocation.Time, plan.Changes.Length, _invocation.Options.Quiet);
        return await InterruptiblyAsync(progress, apply, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<ApplyResult> InterruptiblyAsync(IReportSink sink, Func<IReportSink, Task<ApplyResult>> apply, CancellationToken cancellationToken)
    {
        using var told = cancellationToken.Register(() => sink.Note("interrupted: the step in hand is finished and the rest is left; once more stops at once"));
        return await apply(sink).ConfigureAwait(false);
    }

    public async Task EndedAsync(CycleReport report)
    {
        if (!report.Plan.HasChanges) return;
        var line = SummaryText.Of(report.Plan, report.Outcomes);
        if (_events is not null)
        {
            _events.Summary(line);
            return;
        }

        foreach (var outcome in report.Outcomes.Where(outcome => outcome.Kind is OutcomeKind.Waiting))
            await _invocation.Terminal.Error.WriteLineAsync($"{outcome.Action.Id} waits: {outcome.Detail}").ConfigureAwait(false);
        await _invocation.Terminal.WriteResultAsync(line + "\n").ConfigureAwait(false);
        if (report.Announced > 0 && !_invocation.Options.Quiet)
            await _invocation.Terminal.Error.WriteLineAsync($"{report.Announced} {(report.Announced == 1 ? "event waits" : "events wait")} in the outbox; serve tells them").ConfigureAwait(false);
    }
}
