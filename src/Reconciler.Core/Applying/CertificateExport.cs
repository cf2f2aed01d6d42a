using System.Collections.Immutable;
using Reconciler.Core.Actual;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Applying;

/// <summary>
/// Chain and key of a certificate's current version under a passphrase (row EXP-01). That it leaves is stored before its key is opened, so an export that
/// fails afterwards counts as one: the certificate is then renewed for nobody, rather than not renewed for somebody.
/// </summary>
public sealed class CertificateExport(IActualStore store, IKeyVault vault, IBundleEncoder encoder, TimeProvider time, IFaultInjector faults)
{
    /// <summary>Of the derivation from the passphrase; half a second, for a file that may go anywhere.</summary>
    private const int Iterations = 600_000;

    /// <summary>The certificate that is meant; throws ReconcilerException when there is none, or it may not be exported (row GEN-03).</summary>
    public async Task<ResourceId> ChooseAsync(string subject, CancellationToken cancellationToken)
    {
        if (!store.Exists) throw new ReconcilerException(FailureKind.Usage, "nothing was applied yet, so there is nothing to export", "apply first, or name the state with --state");
        var actual = await store.ReadAsync(cancellationToken).ConfigureAwait(false);
        var found = actual.Certificates.Values.Where(certificate => certificate.Id.Text == subject || certificate.Id.Short == subject || certificate.Id.Name == subject).ToList();
        if (found.Count == 0) throw new ReconcilerException(FailureKind.Usage, $"the state has no certificate \"{subject}\"", "reconciler status lists them");
        if (found.Count > 1) throw new ReconcilerException(FailureKind.Usage, $"\"{subject}\" is more than one certificate", $"name one of {string.Join(", ", found.Select(certificate => certificate.Id.Text).Order(StringComparer.Ordinal))}");
        Require(found[0]);
        return found[0].Id;
    }

    /// <param name="destination">Where it goes, for the audit log.</param>
    /// <param name="lockTimeout">How long to wait for another writer of the state.</param>
    public async Task<ExportedBundle> ExportAsync(
        ResourceId id, BundleFormat format, Secret passphrase, string destination, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(id);
        var writer = await store.OpenWriterAsync(lockTimeout, cancellationToken).ConfigureAwait(false);
        await using var holder = writer.ConfigureAwait(false);
        var actual = await writer.ReadAsync(cancellationToken).ConfigureAwait(false);
        var certificate = actual.Certificates[id];
        var current = Require(certificate);
        var stored = (await writer.ReadCertificatesAsync([(id, current.Number)], cancellationToken).ConfigureAwait(false))[(id, current.Number)];
        var keys = await writer.ReadKeysAsync([(id, stored.KeyVersion)], cancellationToken).ConfigureAwait(false);
        if (!keys.TryGetValue((id, stored.KeyVersion), out var key))
            throw new ReconcilerException(FailureKind.Environment, $"the state holds no private key of {id}", "restore the state from a backup");
        var context = new KeyContext(Crn.Of(id, certificate.Uuid), stored.KeyVersion, current.KeyHash);
        vault.Prepare(id.Account, id.Region!, stateHoldsKeys: true, (context, key));
        var chain = await ChainAsync(actual, current.Authority, cancellationToken).ConfigureAwait(false);

        faults.Reach("export.begun");
        await writer.CommitAsync(Leaving(certificate, current, $"version {current.Number} as {Word(format)} to {destination}")).ConfigureAwait(false);
        faults.Reach("export.audited");
        using var privateKey = vault.Open(context, key);
        var bytes = encoder.Encode(format, new(id.Name, stored.Der, chain, privateKey), passphrase, Iterations);
        faults.Reach("export.encoded");
        return new(id, current.Number, current.NotAfter, bytes);
    }

    public static string Word(BundleFormat format) => format switch
    {
        BundleFormat.Pem => "pem",
        BundleFormat.Pkcs12 => "pkcs12",
        BundleFormat.Jks => "jks",
    };

    private CertificateVersion Require(ActualCertificate certificate)
    {
        var name = certificate.Id.Short;
        if (certificate.Status != CertificateStatus.Issued || certificate.Current is not { } current)
            throw new ReconcilerException(FailureKind.Usage, $"{name} is {certificate.Status.Word()}, and only what is ISSUED is exported", "reconciler explain tells what it waits for");
        if (current.NotAfter <= time.GetUtcNow())
            throw new ReconcilerException(FailureKind.Usage, $"{name} expired at {Instants.Format(current.NotAfter)}", "apply renews it");
        if (certificate is { Trust: Trust.Public, Applied.Exportable: false })
        {
            throw new ReconcilerException(
                FailureKind.Usage,
                $"{name} is of public trust and was not declared exportable before it was issued, so its private key stays here",
                "write exportable: true in its manifest and apply: it is replaced by one whose key was made for it");
        }

        return current;
    }

    private async Task<ImmutableArray<byte[]>> ChainAsync(ActualState actual, ResourceId authority, CancellationToken cancellationToken)
    {
        var certificates = await store.ReadAuthorityCertificatesAsync(cancellationToken).ConfigureAwait(false);
        return [.. DeployMaterial.ChainVersions(actual.Authorities, authority).Select(link => certificates[(link.Id, link.Version.Number)])];
    }

    /// <summary>What becomes true before the key is opened; being in use moves the renewal of a public certificate without targets.</summary>
    private StateChange[] Leaving(ActualCertificate certificate, CertificateVersion current, string detail)
    {
        var now = time.GetUtcNow();
        var exported = certificate with { Versions = certificate.Versions.Replace(current, current with { ExportedAt = now }) };
        return
        [
            new StateChange.Audit(new(now, Principal.Name, AuditActions.Export, certificate.Id.Text, detail, Revision: null)),
            new StateChange.MarkExported(certificate.Id, current.Number, now),
            new StateChange.PutCertificate(exported with { NextDue = exported.Condition is null ? DueTimes.Of(exported) : exported.NextDue }),
        ];
    }
}

/// <param name="Bytes">The file; it holds the key encrypted only.</param>
public sealed record ExportedBundle(ResourceId Certificate, int Version, DateTimeOffset NotAfter, byte[] Bytes);
