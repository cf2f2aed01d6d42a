using Reconciler.Core.Actual;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Applying;

/// <summary>Takes certificates off targets, acting on the targets as they were last applied.</summary>
internal sealed class UndeployHandler(IReadOnlyList<IDeployTarget> targets) : ActionHandler<PlanAction.UndeployCertificate>
{
    protected override async Task<IReadOnlyList<ActionOutcome>> DoAsync(
        IReadOnlyList<PlanAction.UndeployCertificate> batch, ApplyRun run, CancellationToken cancellationToken)
    {
        var failures = new Dictionary<string, string?>(batch.Count, StringComparer.Ordinal);
        foreach (var group in batch.Select(action => run.Deployments[action.Id]).GroupBy(deployment => (deployment.Target, Spec: SpecText.Of(deployment.Applied).ToString())))
        {
            var applied = group.First().Applied;
            var port = targets.First(candidate => candidate.Handles(applied));
            run.Reach("undeploy.begun");
            var outcomes = await port.UndeployAsync(applied, [.. group], cancellationToken).ConfigureAwait(false);
            foreach (var outcome in outcomes) failures[outcome.DeploymentId] = outcome.Failure;
        }

        run.Reach("undeploy.removed");
        var done = batch.Where(action => failures[action.Id] is null).ToList();
        await run.CommitAsync([.. done.Select(action => new StateChange.RemoveDeployment(action.Id))]).ConfigureAwait(false);
        run.Reach("undeploy.stored");
        foreach (var action in done) run.Deployments.Remove(action.Id);
        return [.. batch.Select(action => failures[action.Id] is { } failure ? ActionOutcome.Failed(action, failure) : ActionOutcome.Done(action, "removed"))];
    }
}
