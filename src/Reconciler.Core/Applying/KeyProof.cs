using Reconciler.Core.Actual;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Applying;

/// <summary>Before anything is touched: the key-encryption key of every region that the plan works in is there and opens what is stored.</summary>
internal static class KeyProof
{
    public static async Task ProveAsync(ApplyRun run, IKeyVault vault, CancellationToken cancellationToken)
    {
        if (run.Plan.Changes.IsEmpty) return;
        foreach (var (account, region) in run.Subjects.Regions.Order())
        {
            var holds = await run.Writer.HoldsKeysAsync(account, region, cancellationToken).ConfigureAwait(false);
            vault.Prepare(account, region, holds, holds ? await SampleAsync(account, region, run, cancellationToken).ConfigureAwait(false) : null);
        }
    }

    private static async Task<(KeyContext Context, SealedKey Key)?> SampleAsync(string account, string region, ApplyRun run, CancellationToken cancellationToken)
    {
        var authority = run.Authorities.Values.FirstOrDefault(candidate => candidate.Id.Account == account && candidate.Id.Region == region && candidate.Current is not null);
        if (authority is not null)
        {
            var current = authority.Current!;
            return await ReadAsync(new(Crn.Of(authority.Id, authority.Uuid), current.KeyVersion, current.KeyHash), authority.Id, run, cancellationToken).ConfigureAwait(false);
        }

        var certificate = run.Certificates.Values.FirstOrDefault(candidate => candidate.Id.Account == account && candidate.Id.Region == region && candidate.Current is not null);
        if (certificate is null) return null;
        var version = certificate.Current!;
        var stored = (await run.Writer.ReadCertificatesAsync([(certificate.Id, version.Number)], cancellationToken).ConfigureAwait(false))[(certificate.Id, version.Number)];
        return await ReadAsync(new(Crn.Of(certificate.Id, certificate.Uuid), stored.KeyVersion, version.KeyHash), certificate.Id, run, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<(KeyContext Context, SealedKey Key)?> ReadAsync(KeyContext context, ResourceId id, ApplyRun run, CancellationToken cancellationToken)
    {
        var keys = await run.Writer.ReadKeysAsync([(id, context.Version)], cancellationToken).ConfigureAwait(false);
        return keys.TryGetValue((id, context.Version), out var key) ? (context, key) : null;
    }
}
