using System.Collections.Immutable;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Deploy;

/// <summary>
/// Certificates placed on one target together: all staged and durable, then each switched by one rename. Ending it before the switch leaves what
/// is served untouched.
/// </summary>
internal sealed class FilesBatch : IDisposable
{
    /// <summary>
    /// From this many certificates on the file system is synced once for all of them instead of each file and folder: it then costs less than
    /// that many single syncs, though it also waits for what other programs wrote.
    /// </summary>
    private const int SyncTogetherFrom = 4;

    private const string PutBack = "the former version was put back";

    private readonly TargetFolder _target;
    private readonly ImmutableArray<Placement> _placements;
    private long _switchedAt;

    private FilesBatch(TargetFolder target, ImmutableArray<Placement> placements) => (_target, _placements) = (target, placements);

    public bool HasSwitched => _placements.Any(placement => placement.IsSwitched);

    /// <summary>Throws <see cref="IOException"/> when the target cannot be used at all.</summary>
    public static FilesBatch Open(DeployRoots roots, TargetSpec.Files spec, ContentMaker maker, IReadOnlyList<DeployItem> items)
    {
        var target = TargetFolder.Open(roots, spec);
        return new(target, [.. items.Select(item => new Placement(target, item, new(item.Certificate.Name, spec.Layout), maker))]);
    }

    /// <summary>Writes every version and makes it durable. Cancelled, it takes them away again.</summary>
    public void Stage(CancellationToken cancellationToken)
    {
        var together = _placements.Length >= SyncTogetherFrom;
        try
        {
            Parallel.ForEach(_placements, Parallelism.For(cancellationToken), placement => placement.Stage(durable: !together));
            if (!_placements.Any(placement => placement.IsStaged)) return;
            if (together) _target.Versions.SyncFileSystem();
            else _target.Versions.Sync();
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException)
        {
            foreach (var placement in _placements) placement.Discard();
            throw;
        }
    }

    public void Switch()
    {
        if (!_placements.Any(placement => placement.IsStaged)) return;
        _switchedAt = _target.Versions.ClockAfter(_placements.Max(placement => placement.StagedAt));
        foreach (var placement in _placements)
            if (placement.IsStaged) placement.Switch();
        if (HasSwitched) _target.Directory.Sync();
    }

    /// <summary>Items that are in place by now and shall be seen served.</summary>
    public IEnumerable<DeployItem> Asked => _placements.Where(placement => placement.IsInPlace && placement.Item.SeenAt is not null).Select(placement => placement.Item);

    /// <summary>Puts the version before back where there is one. A first one stays: the server may need it to start at all.</summary>
    /// <returns>Whether a link was switched back.</returns>
    public bool SwitchBack(IReadOnlyDictionary<ResourceId, string> unseen)
    {
        var any = false;
        foreach (var placement in _placements)
        {
            if (!unseen.TryGetValue(placement.Item.Certificate, out var reason)) continue;
            if (placement.IsSwitched && placement.HasFormer)
            {
                placement.SwitchBack($"{reason}; {PutBack}");
                any = true;
            }
            else placement.NotSeen(reason);
        }

        if (any) _target.Directory.Sync();
        return any;
    }

    /// <summary>Takes back every switch. What was in place already and was to be loaded anew stays, and failed as well.</summary>
    public void NotReloaded(string failure)
    {
        foreach (var placement in _placements)
        {
            if (placement.IsSwitched) placement.SwitchBack(placement.HasFormer ? $"{failure}; {PutBack}" : $"{failure}; nothing is published, as before");
            else if (placement.IsInPlace && placement.Item.Reload) placement.Fail(failure);
        }

        _target.Directory.Sync();
    }

    public void CleanUp(DeployRoots roots)
    {
        // Not cancellable: the switch is done and its outcome must be told.
        Parallel.ForEach(_placements, Parallelism.For(CancellationToken.None), placement =>
        {
            if (placement.IsSwitched) placement.CleanUp(roots);
        });
    }

    public ImmutableArray<DeployOutcome> Outcomes() => [.. _placements.Select(placement => placement.Outcome(_switchedAt))];

    public void Dispose() => _target.Dispose();
}
