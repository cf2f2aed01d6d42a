using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Reconciler.Core.Actual;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Applying;

/// <summary>
/// Places current versions on targets: the opening of each key is audited before it happens, the target switches, the placement is recorded; when
/// every target of a certificate has the new version, the old one is retired.
/// </summary>
internal sealed class DeployHandler(IReadOnlyList<IDeployTarget> targets, IKeyVault vault, IReportSink sink) : IActionHandler
{
    /// <summary>Each target of a batch costs a commit.</summary>
    public int BatchSize => 1000;

    /// <summary>Target by target: each may take as long as its reload command and its server. Cancelled, it finishes the one in hand.</summary>
    public async IAsyncEnumerable<ActionOutcome> ExecuteAsync(IReadOnlyList<PlanAction> batch, ApplyRun run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<PlanAction.DeployCertificate> actions = [.. batch.Cast<PlanAction.DeployCertificate>()];
        run.Reach("deploy.begun");
        await run.CommitAsync([.. actions.Select(action => run.Audit("key.open", action.Certificate.Text, $"deployment on {action.Target.Name}"))]).ConfigureAwait(false);
        run.Reach("deploy.audited");
        var material = await DeployMaterial.ReadAsync(actions.Select(action => action.Certificate).Distinct(), run, vault, CancellationToken.None).ConfigureAwait(false);
        try
        {
            foreach (var group in actions.GroupBy(action => action.Target))
            {
                if (cancellationToken.IsCancellationRequested) yield break;
                foreach (var outcome in await OnTargetAsync(run.Desired.Get<Target>(group.Key), [.. group], material, run, CancellationToken.None).ConfigureAwait(false)) yield return outcome;
            }
        }
        finally
        {
            foreach (var item in material.Values) item.Dispose();
        }
    }

    private async Task<List<ActionOutcome>> OnTargetAsync(
        Target target, List<PlanAction.DeployCertificate> actions, IReadOnlyDictionary<ResourceId, DeployMaterial> material, ApplyRun run, CancellationToken cancellationToken)
    {
        var port = targets.First(candidate => candidate.Handles(target.Spec));
        var place = port.Place(target.Spec);
        var items = actions.ConvertAll(action =>
        {
            var source = material[action.Certificate];
            var previous = run.Deployments.GetValueOrDefault(action.Id);
            var stays = previous is not null && port.Handles(previous.Applied) && port.Place(previous.Applied) == place;
            return new DeployItem(action.Certificate, source.Version.Number, stays ? previous!.Content : null, source.Leaf, source.Chain, source.PrivateKey)
            {
                SeenAt = Questions.ServedQuestionFor(target, source.Version.Names),
                Reload = action.Facts.Reason is ReasonCode.DeployDrift or ReasonCode.UpdateSettings,
            };
        });
        var results = await port.DeployAsync(target.Spec, items, cancellationToken).ConfigureAwait(false);
        run.Reach("deploy.switched");
        var changes = new List<StateChange>(actions.Count);
        var outcomes = new List<ActionOutcome>(actions.Count);
        var moved = new List<ActualDeployment>();
        for (var i = 0; i < actions.Count; i++)
        {
            var (action, result) = (actions[i], results[i]);
            if (result.Content is null)
            {
                outcomes.Add(result.NeedsPerson ? ActionOutcome.Stalled(action, result.Failure!) : ActionOutcome.Failed(action, result.Failure!));
                continue;
            }

            if (items[i].Previous is null && run.Deployments.TryGetValue(action.Id, out var old)) moved.Add(old);
            var deployment = Deployed(action, target, material[action.Certificate], result.Content, run);
            changes.Add(new StateChange.PutDeployment(deployment));
            run.Deployments[deployment.Id] = deployment;
            if (result.Failure is { } unseen)
            {
                outcomes.Add(ActionOutcome.Failed(action, $"version {deployment.Version} is in {result.Content.Directory}, but {unseen}"));
                continue;
            }

            outcomes.Add(ActionOutcome.Done(action, $"version {deployment.Version} in {result.Content.Directory}"));
            Succession.Follow(action.Certificate, run, changes);
        }

        // Before the new place is recorded: the record of the old one is all that leads there.
        await LeaveOldPlacesAsync(moved, cancellationToken).ConfigureAwait(false);
        run.Reach("deploy.left-old-places");
        await run.CommitAsync(changes).ConfigureAwait(false);
        run.Reach("deploy.stored");
        return outcomes;
    }

    private static ActualDeployment Deployed(PlanAction.DeployCertificate action, Target target, DeployMaterial material, DeployedContent content, ApplyRun run) => new()
    {
        Certificate = action.Certificate,
        Target = action.Target,
        Version = material.Version.Number,
        Chain = string.Join(',', DeployMaterial.ChainVersions(run.Authorities, material.Version.Authority).Select(link => link.Version.Fingerprint)),
        Applied = target.Spec,
        Content = content,
    };

    /// <summary>A target that moved: its old place is cleared once the new one serves.</summary>
    private async Task LeaveOldPlacesAsync(List<ActualDeployment> moved, CancellationToken cancellationToken)
    {
        foreach (var old in moved)
        {
            var port = targets.First(candidate => candidate.Handles(old.Applied));
            var outcome = await port.UndeployAsync(old.Applied, [old], cancellationToken).ConfigureAwait(false);
            if (outcome[0].Failure is { } failure) sink.Note($"{old.Id} is still at its old place: {failure}");
        }
    }
}
