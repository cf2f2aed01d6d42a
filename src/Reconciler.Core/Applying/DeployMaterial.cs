using System.Collections.Immutable;
using Reconciler.Core.Actual;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Applying;

/// <summary>What is placed on a target: the current version's DER, its chain and its opened private key. The owner disposes it.</summary>
internal sealed record DeployMaterial(CertificateVersion Version, byte[] Leaf, ImmutableArray<byte[]> Chain, Secret PrivateKey) : IDisposable
{
    public static async Task<IReadOnlyDictionary<ResourceId, DeployMaterial>> ReadAsync(
        IEnumerable<ResourceId> ids, ApplyRun run, IKeyVault vault, CancellationToken cancellationToken)
    {
        var versions = ids.Select(id => (Id: id, Current: run.Certificates[id].Current!)).ToList();
        var stored = await run.Writer.ReadCertificatesAsync([.. versions.Select(item => (item.Id, item.Current.Number))], cancellationToken).ConfigureAwait(false);
        var keys = await run.Writer.ReadKeysAsync([.. stored.Select(item => (item.Key.Id, item.Value.KeyVersion))], cancellationToken).ConfigureAwait(false);
        var chains = new Dictionary<ResourceId, ImmutableArray<byte[]>>();
        var material = new Dictionary<ResourceId, DeployMaterial>(versions.Count);
        foreach (var (id, current) in versions)
        {
            var certificate = stored[(id, current.Number)];
            if (!keys.TryGetValue((id, certificate.KeyVersion), out var key))
                throw new ReconcilerException(FailureKind.Environment, $"the state holds no private key of {id}", "restore the state from a backup");
            if (!chains.TryGetValue(current.Authority, out var chain))
                chains.Add(current.Authority, chain = [.. ChainVersions(run.Authorities, current.Authority).Select(link => run.AuthorityCertificates[(link.Id, link.Version.Number)])]);
            var context = new KeyContext(Crn.Of(id, run.Certificates[id].Uuid), certificate.KeyVersion, current.KeyHash);
            material.Add(id, new(current, certificate.Der, chain, vault.Open(context, key)));
        }

        return material;
    }

    /// <summary>The newest certificates of the authorities behind a leaf, its issuer first, without the root (RFC 8446, section 4.4.2).</summary>
    public static IEnumerable<(ResourceId Id, AuthorityVersion Version)> ChainVersions(IReadOnlyDictionary<ResourceId, ActualAuthority> authorities, ResourceId authority)
    {
        for (var id = authority; authorities[id].Current is { Parent: { } parent } current; id = parent) yield return (id, current);
    }

    public void Dispose() => PrivateKey.Dispose();
}
