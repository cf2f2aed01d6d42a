using Reconciler.Core.Actual;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Applying;

/// <summary>
/// Authorities opened for signing during one run: certificate and key are read and decrypted once, and closed at its end. Opening is written to the
/// audit log before the key is touched.
/// </summary>
internal sealed class AuthorityKeys(ICertificateSigner signer, IKeyVault vault) : IDisposable
{
    private readonly Dictionary<(ResourceId Id, int Version), ISigningAuthority> _open = [];

    /// <summary>The authority with its newest certificate.</summary>
    public async Task<ISigningAuthority> OpenAsync(ResourceId id, ApplyRun run, CancellationToken cancellationToken)
    {
        var authority = run.Authorities[id];
        var current = authority.Current ?? throw new InvalidOperationException($"{id} has no certificate");
        if (_open.TryGetValue((id, current.Number), out var opened)) return opened;
        using var key = await OpenKeyAsync(authority, current.KeyVersion, current.KeyHash, run, cancellationToken).ConfigureAwait(false);
        opened = signer.Open(run.AuthorityCertificates[(id, current.Number)], key);
        _open.Add((id, current.Number), opened);
        return opened;
    }

    /// <summary>The authority's private key itself, for signing its own certificate. The caller disposes it.</summary>
    public async Task<Secret> OpenKeyAsync(ActualAuthority authority, int keyVersion, string keyHash, ApplyRun run, CancellationToken cancellationToken)
    {
        await run.CommitAsync([run.Audit("key.open", authority.Id.Text, $"key version {keyVersion} for signing")]).ConfigureAwait(false);
        var keys = await run.Writer.ReadKeysAsync([(authority.Id, keyVersion)], cancellationToken).ConfigureAwait(false);
        if (!keys.TryGetValue((authority.Id, keyVersion), out var sealedKey))
            throw new ReconcilerException(FailureKind.Environment, $"the state holds no private key of {authority.Id}", "restore the state from a backup");
        return vault.Open(new(Crn.Of(authority.Id, authority.Uuid), keyVersion, keyHash), sealedKey);
    }

    public void Dispose()
    {
        foreach (var authority in _open.Values) authority.Dispose();
        _open.Clear();
    }
}
