using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Reconciler.Core.Actual;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Desired;
using Reconciler.Core.Planning;

namespace Reconciler.Cli.Tests.Cycle;

/// <summary>A target that takes what fits together: the key signs for the certificate.</summary>
internal sealed class KeptFiles : IDeployTarget
{
    public bool Handles(TargetSpec target) => target is TargetSpec.Files;

    public string Place(TargetSpec target) => ((TargetSpec.Files)target).Directory;

    public Task<ImmutableArray<DeploymentObservation>> ObserveAsync(IReadOnlyList<ActualDeployment> deployments, CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<DeploymentObservation>>([.. deployments.Select(deployment => new DeploymentObservation(deployment.Id, DriftKind.None, null, null))]);

    public Task<ImmutableArray<DeployOutcome>> DeployAsync(TargetSpec target, IReadOnlyList<DeployItem> items, CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<DeployOutcome>>([.. items.Select(item => Deploy(Place(target), item))]);

    public Task<ImmutableArray<UndeployOutcome>> UndeployAsync(TargetSpec target, IReadOnlyList<ActualDeployment> deployments, CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<UndeployOutcome>>([.. deployments.Select(deployment => new UndeployOutcome(deployment.Id, null))]);

    private static DeployOutcome Deploy(string directory, DeployItem item)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(item.Leaf);
        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(item.PrivateKey.Bytes, out _);
        Assert.Equal(certificate.PublicKey.ExportSubjectPublicKeyInfo(), key.ExportSubjectPublicKeyInfo());
        Assert.NotEmpty(item.Chain);
        return new(item.Certificate, new(directory, item.Version, []), null);
    }
}
