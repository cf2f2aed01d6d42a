using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Reconciler.Core.Actual;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;

namespace Reconciler.Cli.Tests.Years;

/// <summary>What a target serves.</summary>
internal sealed record Served(X509Certificate2 Leaf, ImmutableArray<X509Certificate2> Chain);

/// <summary>A target in memory that keeps what is placed.</summary>
internal sealed class SimulatedTarget : IDeployTarget
{
    public Dictionary<ResourceId, Served> Served { get; } = [];

    public bool Handles(TargetSpec target) => true;

    public string Place(TargetSpec target) => "memory";

    public Task<ImmutableArray<DeploymentObservation>> ObserveAsync(IReadOnlyList<ActualDeployment> deployments, CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<DeploymentObservation>>([.. deployments.Select(deployment => new DeploymentObservation(deployment.Id, DriftKind.None, null, null))]);

    public Task<ImmutableArray<DeployOutcome>> DeployAsync(TargetSpec target, IReadOnlyList<DeployItem> items, CancellationToken cancellationToken)
    {
        foreach (var item in items)
        {
            Served[item.Certificate] = new(
                X509CertificateLoader.LoadCertificate(item.Leaf), [.. item.Chain.Select(der => X509CertificateLoader.LoadCertificate(der))]);
        }

        return Task.FromResult<ImmutableArray<DeployOutcome>>(
            [.. items.Select(item => new DeployOutcome(item.Certificate, new("/memory", item.Version, []), null))]);
    }

    public Task<ImmutableArray<UndeployOutcome>> UndeployAsync(TargetSpec target, IReadOnlyList<ActualDeployment> deployments, CancellationToken cancellationToken)
    {
        foreach (var deployment in deployments) Served.Remove(deployment.Certificate);
        return Task.FromResult<ImmutableArray<UndeployOutcome>>([.. deployments.Select(deployment => new UndeployOutcome(deployment.Id, null))]);
    }
}

/// <summary>Published files of authorities, in memory.</summary>
internal sealed class SimulatedPublisher : IAuthorityPublisher
{
    private readonly Dictionary<string, string> _files = new(StringComparer.Ordinal);

    public string CrlPath(ResourceId authority, RevocationSpec revocation) => string.Create(CultureInfo.InvariantCulture, $"/crl/{authority}");

    public string CertificatePath(ResourceId authority, RevocationSpec revocation) => string.Create(CultureInfo.InvariantCulture, $"/ca/{authority}");

    public bool Holds(string path, string sha256) => _files.GetValueOrDefault(path) == sha256;

    public string? Write(string path, ReadOnlySpan<byte> content)
    {
        _files[path] = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content));
        return null;
    }
}
