using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Applying;

/// <summary>Settings and states of authorities: one commit for the batch. A renewal that a cut-off run began and that is not due any more is closed.</summary>
internal sealed class AuthoritySettingsHandler(CrlHandler crls) : BatchHandler
{
    protected override async Task<IReadOnlyList<ActionOutcome>> DoAsync(IReadOnlyList<PlanAction> batch, ApplyRun run, CancellationToken cancellationToken)
    {
        List<StateChange> changes = [];
        var behind = new HashSet<ResourceId>();
        var outcomes = new List<ActionOutcome>(batch.Count);
        foreach (var action in batch)
        {
            var authority = action is PlanAction.UpdateAuthority update ? Updated(update.Authority, run) : Deleted((PlanAction.RetireAuthority)action, run);
            if (authority.Intent is { } intent && !IsRenewed(authority.Id, run))
            {
                changes.AddRange(UnknownOutcome.Close(authority.Id, intent, RevocationReason.Superseded, run));
                if (intent.Issuer is { } issuer) behind.Add(issuer);
                authority = authority with { Intent = null };
            }

            changes.Add(new StateChange.PutAuthority(authority));
            run.Authorities[authority.Id] = authority;
            outcomes.Add(ActionOutcome.Done(action, authority.Status.Word()));
        }

        changes.AddRange(behind.Select(id => UnknownOutcome.MarkCrlBehind(id, run)));
        run.Reach("authority-settings.begun");
        await run.CommitAsync(changes).ConfigureAwait(false);
        run.Reach("authority-settings.stored");
        var unpublished = await crls.SignAsync(behind, run, cancellationToken).ConfigureAwait(false);
        return unpublished is null ? outcomes : [.. outcomes.Select(outcome => outcome with { Detail = $"{outcome.Detail}; {unpublished}" })];
    }

    /// <summary>Then the renewal decides what becomes of what was begun.</summary>
    private static bool IsRenewed(ResourceId id, ApplyRun run) => run.Plan.Changes.OfType<PlanAction.RenewAuthority>().Any(renewal => renewal.Authority == id);

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
