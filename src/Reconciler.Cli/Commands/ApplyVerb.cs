using System.CommandLine;
using Reconciler.Cli.Composition;
using Reconciler.Cli.Options;
using Reconciler.Cli.Output;
using Reconciler.Core.Applying;
using Reconciler.Core.Cycle;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Planning;
using Reconciler.Core.Reporting;

namespace Reconciler.Cli.Commands;

/// <summary>Plans, shows, asks, and does it.</summary>
internal sealed class ApplyVerb : IVerb
{
    private readonly Argument<string> _repository = RepositoryArgument.Positional();
    private readonly Option<bool> _autoApprove = new("--auto-approve") { Description = "does not ask" };
    private readonly OverrideOption _override = new();
    private readonly Option<string?> _plan = new("--plan") { Description = "a file of plan --out: it is the approval, and nothing beyond it is done" };
    private readonly Option<string[]> _targets = TargetOption.Create();
    private readonly WaitOptions _wait = new();
    private readonly Option<bool> _retry = new("--retry") { Description = "counts tries anew: what failed often is tried again soon" };

    public string Name => "apply";

    public string Description => "Makes it so: plans, shows the plan, asks, and does it";

    public void Describe(Command command)
    {
        command.Arguments.Add(_repository);
        command.Options.Add(_autoApprove);
        command.Options.Add(_plan);
        command.Options.Add(_targets);
        _override.AddTo(command);
        _wait.AddTo(command);
        command.Options.Add(_retry);
    }

    public async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var repository = invocation.Parsed.GetRequiredValue(_repository);
        var reviewed = invocation.Parsed.GetValue(_plan) is { } file ? await PlanFile.ReadAsync(file, cancellationToken).ConfigureAwait(false) : null;
        var timeout = _wait.Read(invocation.Parsed);
        var workspace = await Workspace.OpenAsync(repository, invocation, cancellationToken).ConfigureAwait(false);
        var output = new ApplyOutput(invocation);
        if (await workspace.TellAsync(invocation).ConfigureAwait(false) is not { } desired)
        {
            output.Invalid(workspace.Load.Diagnostics);
            return ExitCode.Invalid;
        }

        var session = await CycleSession.OpenAsync(workspace, desired, invocation, cancellationToken).ConfigureAwait(false);
        await using var owner = session.ConfigureAwait(false);
        session.Place.RefuseSnapshot();
        var options = new PlanOptions(Targets: invocation.Parsed.GetValue(_targets), Reviewed: reviewed, Override: _override.Read(invocation.Parsed), Tries: invocation.Parsed.GetValue(_retry) ? Tries.Afresh : Tries.All);
        var planned = await session.Cycle(SilentSink.Instance).PlanAsync(desired, options, cancellationToken).ConfigureAwait(false);
        await output.PlannedAsync(planned.Plan, workspace).ConfigureAwait(false);
        if (PlanVerb.Refusal(planned.Plan) is { } refused) return refused;
        if (reviewed is not null && await RefuseBeyondAsync(reviewed, planned, invocation).ConfigureAwait(false)) return ExitCode.PlanRefused;
        if (!planned.HasWork) return ExitCode.Success;
        if (reviewed is null && planned.Plan.HasChanges && !invocation.Parsed.GetValue(_autoApprove)
            && !await Approval.AskAsync(invocation, $"reconciler apply {repository} --auto-approve").ConfigureAwait(false)) return ExitCode.Invalid;

        if (NeedsDns(planned.Plan)) await session.ListenAsync(cancellationToken).ConfigureAwait(false);
        var result = await output.WhileAsync(
            planned.Plan, sink => session.Cycle(sink).ApplyAsync(planned, options, invocation.Options.LockTimeout, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (result.Report is not { } report) return await RefuseAsync(result.Changed!, reviewed, workspace, invocation).ConfigureAwait(false);
        await output.EndedAsync(report).ConfigureAwait(false);
        if (report.Interrupted || timeout is not { } limit) return CodeOf(report);
        return await new ReadyWait(invocation, session, output, desired, options).UntilReadyAsync(planned.Plan, limit, cancellationToken).ConfigureAwait(false);
    }

    private static bool NeedsDns(Plan plan) => plan.Changes.Any(change => change is PlanAction.IssueCertificate or PlanAction.PublishRecord);

    private static int CodeOf(CycleReport report)
    {
        if (report.Interrupted) return ExitCode.Interrupted;
        return report.Outcomes.Any(outcome => outcome.Kind is OutcomeKind.Failed or OutcomeKind.Stalled) ? ExitCode.PartlyApplied : ExitCode.Success;
    }

    /// <summary>True when what would be done is more than the reviewed plan says; tells in what.</summary>
    private static async Task<bool> RefuseBeyondAsync(SavedPlan reviewed, PlannedCycle planned, Invocation invocation)
    {
        if (reviewed.StateLineage.Length > 0 && planned.Actual.Lineage.Length > 0 && reviewed.StateLineage != planned.Actual.Lineage)
            throw new ReconcilerException(FailureKind.Usage, "the saved plan was made from another state", "make it again with --out and this --state");
        var differences = PlanContainment.Compare(reviewed, planned.Plan, planned.Actual);
        if (differences.All(difference => difference.IsAllowed)) return false;
        await invocation.Terminal.Error.WriteAsync(
            $"error: what would be done now is not within the saved plan ({reviewed.Digest}); nothing was done\n{SavedPlanText.Difference(differences, invocation.Terminal.ErrorInk)}").ConfigureAwait(false);
        return true;
    }

    private static async Task<int> RefuseAsync(PlannedCycle changed, SavedPlan? reviewed, Workspace workspace, Invocation invocation)
    {
        await invocation.Terminal.Error.WriteLineAsync("error: the state changed since the plan was shown, and what would be done now is another plan:").ConfigureAwait(false);
        await PlanVerb.ShowAsync(changed.Plan, workspace, invocation).ConfigureAwait(false);
        if (PlanVerb.Refusal(changed.Plan) is { } refused) return refused;
        if (reviewed is not null) await RefuseBeyondAsync(reviewed, changed, invocation).ConfigureAwait(false);
        return ExitCode.PlanRefused;
    }
}
