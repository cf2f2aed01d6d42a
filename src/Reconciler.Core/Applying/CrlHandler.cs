using Reconciler.Core.Actual;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Applying;

/// <summary>
/// Signs and publishes CRLs (RFC 5280, section 5): the number only grows, the DER is stored before it is written, the file replaces the old one by
/// one rename.
/// </summary>
internal sealed class CrlHandler(ICertificateSigner signer, AuthorityKeys keys, IAuthorityPublisher publisher) : ActionHandler<PlanAction.UpdateCrl>
{
    protected override async Task<IReadOnlyList<ActionOutcome>> DoAsync(IReadOnlyList<PlanAction.UpdateCrl> batch, ApplyRun run, CancellationToken cancellationToken)
    {
        var outcomes = new List<ActionOutcome>(batch.Count);
        foreach (var action in batch)
        {
            var failure = await SignAsync(action.Authority, run, cancellationToken).ConfigureAwait(false);
            outcomes.Add(failure is null
                ? ActionOutcome.Done(action, $"CRL {run.Authorities[action.Authority].Crl!.Number} until {Instants.Format(run.Authorities[action.Authority].Crl!.NextUpdate)}")
                : ActionOutcome.Failed(action, failure));
        }

        return outcomes;
    }

    /// <summary>Signs a CRL of everything revoked so far and publishes it and the authority's certificate. Returns what failed, or null.</summary>
    public async Task<string?> SignAsync(ResourceId id, ApplyRun run, CancellationToken cancellationToken)
    {
        var authority = run.Authorities[id];
        var spec = authority.Applied.Revocation;
        var issuer = await keys.OpenAsync(id, run, cancellationToken).ConfigureAwait(false);
        var now = run.NowInSeconds;
        var number = Math.Max((authority.Crl?.Number ?? 0) + 1, (run.Now.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * 100);
        await run.CommitAsync([run.Audit(AuditActions.Sign, id.Text, $"CRL {number}")]).ConfigureAwait(false);
        run.Reach("crl.audited");
        var revoked = await run.Writer.ReadRevokedAsync(id, now, cancellationToken).ConfigureAwait(false);
        var nextUpdate = spec.CrlValidity.After(now).AddSeconds(-1);
        if (!signer.SignCrl(issuer, new(number, now, nextUpdate, revoked)).IsOk(out var der, out var findings)) return $"the CRL was not signed: {findings}";
        run.Reach("crl.signed");
        var crl = new CrlRecord(number, now, nextUpdate, Sha256(der), publisher.CrlPath(id, spec));
        authority = authority with { Crl = crl, Condition = authority.Condition is { Code: AuthorityPlanner.CrlBehind } ? null : authority.Condition };
        authority = authority with { NextDue = DueTimes.Of(authority) };
        await run.CommitAsync([new StateChange.PutCrl(id, crl, der), new StateChange.PutAuthority(authority)]).ConfigureAwait(false);
        run.Authorities[id] = authority;
        run.Reach("crl.stored");
        if (publisher.Write(crl.Path, der) is { } failure) return failure;
        run.Reach("crl.written");
        failure = publisher.Write(publisher.CertificatePath(id, spec), run.AuthorityCertificates[(id, authority.Current!.Number)]);
        run.Reach("crl.published");
        return failure;
    }

    /// <summary>Signs for several authorities; returns one sentence of what failed, or null.</summary>
    public async Task<string?> SignAsync(IEnumerable<ResourceId> ids, ApplyRun run, CancellationToken cancellationToken)
    {
        List<string> failures = [];
        foreach (var id in ids.Distinct().Order())
        {
            if (await SignAsync(id, run, cancellationToken).ConfigureAwait(false) is { } failure) failures.Add(failure);
        }

        return failures.Count == 0 ? null : string.Join("; ", failures);
    }

    private static string Sha256(byte[] der) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(der));
}
