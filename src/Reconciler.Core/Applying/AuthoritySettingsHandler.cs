using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Applying;

/// <summary>Settings and states of authorities: one commit for the batch, no key is touched.</summary>
internal sealed class AuthoritySettingsHandler : IActionHandler
{
    public async Task<IReadOnlyList<ActionOutcome>> ExecuteAsync(IReadOnlyList<PlanAction> batch, ApplyRun run, CancellationToken cancellationToken)
    {
        var changed = batch.Select(action => action is PlanAction.UpdateAuthority update ? Updated(update.Authority, run) : Deleted((PlanAction.RetireAuthority)action, run)).ToList();
        run.Reach("authority-settings.begun");
        await run.CommitAsync([.. changed.Select(authority => new StateChange.PutAuthority(authority))]).ConfigureAwait(false);
        run.Reach("authority-settings.stored");
        foreach (var authority in changed) run.Authorities[authority.Id] = authority;
        return [.. batch.Zip(changed, (action, authority) => ActionOutcome.Done(action, authority.Status.Word()))];
    }

    private static ActualAuthority Updated(ResourceId id, ApplyRun run)
    {
        var desired = run.Desired.Get<CertificateAuthority>(id);
        return run.Authorities[id] with
        {
            Applied = desired.Spec,
            Tags = desired.Tags,
            Protect = desired.Protect,
            AppliedRevision = run.Revision,
            Status = desired.Spec.State == DesiredAuthorityState.Disabled ? AuthorityStatus.Disabled : AuthorityStatus.Active,
        };
    }

    private static ActualAuthority Deleted(PlanAction.RetireAuthority action, ApplyRun run) =>
        run.Authorities[action.Authority] with { Status = AuthorityStatus.Deleted, NextDue = null };
}
