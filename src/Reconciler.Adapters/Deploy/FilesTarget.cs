using System.Collections.Immutable;
using Reconciler.Core.Actual;
using Reconciler.Core.Applying;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Desired;
using Reconciler.Core.Planning;

namespace Reconciler.Adapters.Deploy;

/// <summary>Files in a folder (row TGT-01, type files). How they lie there and what that guarantees is told in this folder's README.</summary>
public sealed class FilesTarget(DeployRoots roots, IProgramRunner runner, IBundleEncoder encoder, ISecretSource secrets, IServedCertificates served, TimeProvider time) : IDeployTarget
{
    /// <summary>Less than a daemon that is told to stop has to finish its step (30 s), so that no program outlives it and what came of it is recorded.</summary>
    private static readonly TimeSpan ReloadLimit = TimeSpan.FromSeconds(25);

    /// <summary>No file system in use has a coarser clock, but for FAT (2 s), which has no links either.</summary>
    private static readonly TimeSpan CoarsestTick = TimeSpan.FromSeconds(1);

    public bool Handles(TargetSpec target) => target is TargetSpec.Files;

    public string Place(TargetSpec target)
    {
        var files = Files(target);
        return $"{roots.Absolute(files.Directory)} ({files.Layout.Word()})";
    }

    public Task<ImmutableArray<DeploymentObservation>> ObserveAsync(IReadOnlyList<ActualDeployment> deployments, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(deployments);
        using var folders = new OpenFolders(roots);
        foreach (var deployment in deployments) folders.Open(deployment.Content.Directory);
        var owners = OwnersOf(deployments);
        var stampsBefore = (time.GetUtcNow() - CoarsestTick - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        var observations = new DeploymentObservation[deployments.Count];
        Parallel.For(0, deployments.Count, Parallelism.For(cancellationToken), i =>
        {
            var (id, content) = (deployments[i].Id, deployments[i].Content);
            var (folder, failure) = folders.Open(content.Directory);
            if (folder is null)
            {
                observations[i] = failure is null ? new(id, DriftKind.Missing, $"{roots.Absolute(content.Directory)} is missing", null) : new(id, DriftKind.Unreadable, failure, null);
                return;
            }

            var owner = (deployments[i].Applied as TargetSpec.Files)?.Owner;
            var (drift, detail, refreshed) = FilesComparison.Compare(folder, content, owner is null ? null : owners[owner], stampsBefore);
            observations[i] = new(id, drift, detail, refreshed);
        });
        return Task.FromResult(ImmutableArray.Create(observations));
    }

    public async Task<ImmutableArray<DeployOutcome>> DeployAsync(TargetSpec target, IReadOnlyList<DeployItem> items, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(items);
        var files = Files(target);
        try
        {
            using var maker = ContentMaker.Open(files, encoder, secrets);
            using var batch = FilesBatch.Open(roots, files, maker, items);
            batch.Stage(cancellationToken);
            batch.Switch();
            if (batch.HasSwitched || items.Any(item => item.Reload))
            {
                if (await ReloadAsync(files) is { } failure)
                {
                    batch.NotReloaded(failure);
                    return batch.Outcomes();
                }
            }

            if (files.Probe is { } probe) await SeeAsync(batch, files, probe);
            if (batch.HasSwitched) batch.CleanUp(roots);
            return batch.Outcomes();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            var needsPerson = failure is FileFailureException { NeedsPerson: true };
            return [.. items.Select(item => new DeployOutcome(item.Certificate, null, failure.Message, needsPerson))];
        }
    }

    public async Task<ImmutableArray<UndeployOutcome>> UndeployAsync(
        TargetSpec target, IReadOnlyList<ActualDeployment> deployments, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(deployments);
        cancellationToken.ThrowIfCancellationRequested();
        using var folders = new OpenFolders(roots);
        var removals = deployments.Select(deployment => Removal(folders, deployment)).ToList();
        try
        {
            await RemoveAsync(Files(target), folders, [.. removals.Select(each => each.Removal).OfType<FilesRemoval>()]);
            return [.. removals.Select(each => new UndeployOutcome(each.Id, each.Failure ?? each.Removal?.Failure))];
        }
        catch (IOException failure)
        {
            return [.. deployments.Select(deployment => new UndeployOutcome(deployment.Id, failure.Message))];
        }
    }

    private static TargetSpec.Files Files(TargetSpec target) =>
        target as TargetSpec.Files ?? throw new ArgumentException("not a files target", nameof(target));

    /// <summary>A user that is gone owns nothing that could be compared; placing tells so.</summary>
    private static Dictionary<string, uint?> OwnersOf(IReadOnlyList<ActualDeployment> deployments)
    {
        Dictionary<string, uint?> owners = new(StringComparer.Ordinal);
        foreach (var deployment in deployments)
            if (deployment.Applied is TargetSpec.Files { Owner: { } owner } && !owners.ContainsKey(owner)) owners[owner] = UserDatabase.TryFind(owner);
        return owners;
    }

    private static (string Id, string? Failure, FilesRemoval? Removal) Removal(OpenFolders folders, ActualDeployment deployment)
    {
        var (folder, failure) = folders.Open(deployment.Content.Directory);
        return (deployment.Id, failure, folder is null ? null : new(folder, deployment.Content));
    }

    private async Task RemoveAsync(TargetSpec.Files target, OpenFolders folders, ImmutableArray<FilesRemoval> removals)
    {
        foreach (var removal in removals) removal.Unpublish();
        folders.Sync();
        if (removals.Any(removal => removal.WasThere) && await ReloadAsync(target) is { } failure)
        {
            foreach (var removal in removals) removal.Republish(failure);
            folders.Sync();
            return;
        }

        Parallel.ForEach(removals, Parallelism.For(CancellationToken.None), removal => removal.RemoveVersions());
        folders.SyncVersions();
    }

    /// <summary>What is not seen served within its time goes back to the version before, and the server is told again (row TGT-02). Not cancellable either.</summary>
    private async Task SeeAsync(FilesBatch batch, TargetSpec.Files target, ProbeSpec probe)
    {
        var seen = new SeenServed(served, time);
        var failures = await Task.WhenAll(batch.Asked.Select(async item =>
            (item.Certificate, Failure: await seen.AwaitAsync(item.SeenAt!, item.Leaf, probe.Within, CancellationToken.None))));
        var unseen = failures.Where(failure => failure.Failure is not null).ToDictionary(failure => failure.Certificate, failure => failure.Failure!);
        if (unseen.Count > 0 && batch.SwitchBack(unseen)) await ReloadAsync(target);
    }

    /// <summary>Not cancellable, since the files are switched and what happens to them depends on it; it ends within its limit.</summary>
    private async Task<string?> ReloadAsync(TargetSpec.Files target)
    {
        if (target.Reload.IsEmpty) return null;
        var outcome = await runner.RunAsync(target.Reload, ReloadLimit, CancellationToken.None);
        return outcome.Failure is { } failure ? $"the reload command {target.Reload[0]} failed: {failure}" : null;
    }
}
