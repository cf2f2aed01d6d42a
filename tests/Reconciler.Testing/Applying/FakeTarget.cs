using System.Collections.Concurrent;
using System.Collections.Immutable;
using Reconciler.Core.Actual;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;

namespace Reconciler.Testing.Applying;

/// <summary>Folders in memory: which version of which certificate lies where.</summary>
public sealed class FakeTarget(Journal journal) : IDeployTarget
{
    /// <summary>Version by folder and certificate.</summary>
    public ConcurrentDictionary<(string Directory, ResourceId Certificate), int> Placed { get; } = new();

    /// <summary>Folders where nothing can be placed or removed.</summary>
    public HashSet<string> Broken { get; } = new(StringComparer.Ordinal);

    /// <summary>Certificates that cannot be placed or removed.</summary>
    public HashSet<ResourceId> Stuck { get; } = [];

    /// <summary>Content of these deployments was refreshed: only its stat values differ.</summary>
    public HashSet<string> Touched { get; } = new(StringComparer.Ordinal);

    public bool Handles(TargetSpec target) => target is TargetSpec.Files;

    public string Place(TargetSpec target) => ((TargetSpec.Files)target).Directory;

    public Task<ImmutableArray<DeploymentObservation>> ObserveAsync(IReadOnlyList<ActualDeployment> deployments, CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<DeploymentObservation>>([.. deployments.Select(Observe)]);

    public Task<ImmutableArray<DeployOutcome>> DeployAsync(TargetSpec target, IReadOnlyList<DeployItem> items, CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<DeployOutcome>>([.. items.Select(item => Deploy(Place(target), item))]);

    public Task<ImmutableArray<UndeployOutcome>> UndeployAsync(TargetSpec target, IReadOnlyList<ActualDeployment> deployments, CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<UndeployOutcome>>([.. deployments.Select(deployment => Undeploy(Place(target), deployment))]);

    private DeploymentObservation Observe(ActualDeployment deployment)
    {
        var directory = Place(deployment.Applied);
        if (!Placed.TryGetValue((directory, deployment.Certificate), out var version)) return new(deployment.Id, DriftKind.Missing, $"{directory} does not hold it", null);
        if (version != deployment.Version) return new(deployment.Id, DriftKind.Changed, $"{directory} holds another one", null);
        return Touched.Contains(deployment.Id)
            ? new(deployment.Id, DriftKind.Touched, null, deployment.Content with { VersionFolder = deployment.Content.VersionFolder + 1 })
            : new(deployment.Id, DriftKind.None, null, null);
    }

    private DeployOutcome Deploy(string directory, DeployItem item)
    {
        if (Broken.Contains(directory) || Stuck.Contains(item.Certificate)) return new(item.Certificate, null, $"{directory} is read-only");
        Assert.True(PlainKeys.Fit(item.PrivateKey.Bytes, new PlainSigner(journal).PublicKeyOf(item.Leaf)), "the key is not that of the certificate");
        Placed[(directory, item.Certificate)] = item.Version;
        journal.Write($"deploy {item.Certificate.Name} {item.Version} in {directory}");
        return new(item.Certificate, new(directory, item.Version, []), null);
    }

    private UndeployOutcome Undeploy(string directory, ActualDeployment deployment)
    {
        if (Broken.Contains(directory) || Stuck.Contains(deployment.Certificate)) return new(deployment.Id, $"{directory} is read-only");
        Placed.TryRemove((directory, deployment.Certificate), out _);
        journal.Write($"undeploy {deployment.Certificate.Name} from {directory}");
        return new(deployment.Id, null);
    }
}
