using Reconciler.Core.Actual;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Applying;

/// <summary>
/// Closes intents that will not be finished: what they asked for is no longer wanted, and whether it was signed is not known. The serial stays taken
/// and goes on the issuer's CRL until the certificate's end.
/// </summary>
internal static class UnknownOutcome
{
    public static StateChange[] Close(ResourceId id, OpenIntent intent, RevocationReason reason, ApplyRun run) =>
    [
        new StateChange.CloseIntent(id, intent, new(run.NowInSeconds, reason)),
        run.Audit(
            AuditActions.CloseIntent,
            id.Text,
            $"generation {intent.Generation}: serial {intent.Serial} may have been signed and counts as revoked ({reason.Word()})",
            intent.Serial.Hex),
    ];

    /// <summary>
    /// Marks that an authority's CRL lacks what the same commit revokes, so that a run which is cut off before it signs one leaves that to the next.
    /// </summary>
    public static StateChange MarkCrlBehind(ResourceId issuer, ApplyRun run)
    {
        var authority = run.Authorities[issuer] with
        {
            Condition = new(AuthorityPlanner.CrlBehind, "what was revoked is not on its CRL yet", run.Now, run.Now, 0),
            NextDue = run.Now,
        };
        run.Authorities[issuer] = authority;
        return new StateChange.PutAuthority(authority);
    }
}
