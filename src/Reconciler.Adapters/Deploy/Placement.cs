using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Reconciler.Core.Actual;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Planning;

namespace Reconciler.Adapters.Deploy;

/// <summary>
/// One certificate on its way to a target: staged in a version folder of its own, switched to by one rename, and switched back if need be.
/// A failure ends its way and is its outcome.
/// </summary>
internal sealed class Placement(TargetFolder target, DeployItem item, PublishedName name, ContentMaker maker)
{
    private List<int> _taken = [];
    private ImmutableArray<DeployedFile> _files = [];
    private int _number;

    /// <summary>The version to go back to: the recorded one, else the one that the link led to; null: nothing was published.</summary>
    private int? _former;
    private DeployOutcome? _outcome;
    private string? _unseen;

    public DeployItem Item => item;

    /// <summary>Its files are what the published name leads to, just switched or found there.</summary>
    public bool IsInPlace => IsSwitched || _outcome is { Content: not null, Failure: null };

    /// <summary>There is a version to go back to.</summary>
    public bool HasFormer => _former is not null;

    public bool IsStaged { get; private set; }

    /// <summary>The file system's latest stamp on a staged file; 0 when none is.</summary>
    public long StagedAt => IsStaged ? _files.Max(file => file.ChangedNanoseconds) : 0;

    public bool IsSwitched { get; private set; }

    /// <summary>What was left here before under the same published name; null when it is the first time, or lay elsewhere.</summary>
    private DeployedContent? PreviousHere =>
        item.Previous is { } previous && previous.Directory == target.Recorded && PublishedName.Of(previous) == name ? previous : null;

    /// <summary>Writes the version's files. Nothing that is published changes.</summary>
    /// <param name="durable">False: the caller syncs the file system after the whole batch.</param>
    public void Stage(bool durable) => Attempt(() =>
    {
        var isPublished = target.Directory.TryReadLink(name.Link, out var link);
        var leadsTo = link is null ? null : name.VersionOf(link);
        if (isPublished && leadsTo is null)
        {
            Fail($"{target.Directory.Of(name.Link)} was there before and is not ours; it is not overwritten", needsPerson: true);
            return;
        }

        using var content = maker.Make(item);
        if (PreviousHere is { } previous && previous.VersionFolder == leadsTo && InPlace(previous, content) is { } found)
        {
            _outcome = new(item.Certificate, found, null);
            return;
        }

        StageVersion(content, leadsTo, durable);
    });

    /// <summary>Publishes the staged version. The link's former target stays.</summary>
    public void Switch() => Attempt(() =>
    {
        PublishLink(_number);
        IsSwitched = true;
    });

    /// <summary>Takes the switch back and the staged version away.</summary>
    public void SwitchBack(string reason)
    {
        Fail(reason);
        Attempt(() =>
        {
            if (_former is { } former) PublishLink(former);
            else target.Directory.RemoveFile(name.Link);
            IsSwitched = false;
        });
        if (!IsSwitched) Discard();
        else Fail($"{reason}; switching back failed too: {_outcome!.Failure}", needsPerson: true);
    }

    /// <summary>Takes away what was staged but not switched to.</summary>
    public void Discard()
    {
        if (!IsStaged || IsSwitched) return;
        IsStaged = false;
        RemoveVersions([_number]);
    }

    /// <summary>Removes versions before the former one, and what was left elsewhere under the same record.</summary>
    public void CleanUp(DeployRoots roots)
    {
        _taken.RemoveAll(number => number == _former);
        RemoveVersions(_taken);
        if (item.Previous is null || PreviousHere is not null) return;
        if (FilesRemoval.RemoveAll(roots, item.Previous) is { } failure) Fail($"it is in place, but its former files are not gone: {failure}");
    }

    /// <param name="switchedAt">
    /// The file system's clock at the switch. A file stamped before it cannot be edited in place without getting another stamp; of one that was
    /// not (ticks of some clocks are coarse), the stamps are not recorded and its content is compared next time.
    /// </param>
    public DeployOutcome Outcome(long switchedAt)
    {
        if (_outcome is not null) return _outcome with { Failure = _outcome.Failure ?? _unseen };
        var files = _files.Select(file => file.LinkTarget is null && file.ChangedNanoseconds >= switchedAt ? file.WithoutStamps() : file);
        return new(item.Certificate, new(target.Recorded, _number, [.. files]), _unseen);
    }

    /// <summary>It stays where it is and is told not to be served.</summary>
    public void NotSeen(string reason) => _unseen = reason;

    public void Fail(string failure, bool needsPerson = false) => _outcome = new(item.Certificate, null, failure, needsPerson);

    private void StageVersion(PublishedContent content, int? leadsTo, bool durable)
    {
        var isNew = target.Versions.MakeFolder(name.Certificate);
        using var versions = target.Versions.TryOpenFolder(name.Certificate)
            ?? throw new FileFailureException($"{target.Versions.Of(name.Certificate)} is gone again");
        if (!isNew) _taken = VersionFolders.In(versions);
        var recorded = PreviousHere?.VersionFolder;
        _former = recorded is { } && _taken.Contains(recorded.Value) ? recorded : leadsTo;
        _number = Math.Max(_taken.Append(0).Max(), recorded ?? 0) + 1;
        var folderName = _number.ToString(CultureInfo.InvariantCulture);
        if (!versions.MakeFolder(folderName)) throw new FileFailureException($"{versions.Of(folderName)} was made by somebody else");
        IsStaged = true;
        using var folder = versions.TryOpenFolder(folderName) ?? throw new FileFailureException($"{versions.Of(folderName)} is gone again");
        _files = [new(name.Link, "", 0, 0, 0, 0, 0, name.LinkTarget(_number)), .. name.Files.Select(file => Write(folder, file, content[file], durable))];
        if (!durable) return;
        folder.Sync();
        versions.Sync();
    }

    private DeployedFile Write(Folder folder, PublishedFile file, ReadOnlySpan<byte> content, bool durable)
    {
        var stat = folder.WriteFile(file.FileName(), content, target.ModeOf(file), target.Owner, durable);
        return stat.ToRecord($"{name.FolderOf(_number)}/{file.FileName()}", Convert.ToHexStringLower(SHA256.HashData(content)));
    }

    /// <summary>The record when just what shall be placed is there already, unharmed; null otherwise.</summary>
    private DeployedContent? InPlace(DeployedContent previous, PublishedContent content)
    {
        foreach (var file in name.Files)
        {
            var path = $"{name.FolderOf(previous.VersionFolder)}/{file.FileName()}";
            var recorded = previous.Files.FirstOrDefault(recorded => recorded.Path == path);
            if (recorded is null || recorded.Mode != (int)target.ModeOf(file)) return null;
            if (recorded.Sha256 != Convert.ToHexStringLower(SHA256.HashData(content[file]))) return null;
        }

        var (drift, _, refreshed) = FilesComparison.Compare(target.Directory, previous, target.Owner, stampsBefore: 0);
        return drift switch
        {
            DriftKind.None => previous,
            DriftKind.Touched => refreshed,
            DriftKind.Changed or DriftKind.Missing or DriftKind.Unreadable => null,
        };
    }

    /// <summary>A first link is made in place, which fails if something is there; a later one replaces ours by one rename.</summary>
    private void PublishLink(int version)
    {
        var leadsTo = name.LinkTarget(version);
        var isPublished = target.Directory.TryReadLink(name.Link, out var link);
        if (!isPublished && target.Directory.MakeLink(name.Link, leadsTo)) return;
        if (link is null || name.VersionOf(link) is null)
            throw new FileFailureException($"{target.Directory.Of(name.Link)} appeared meanwhile and is not ours; it is not overwritten", needsPerson: true);
        target.Versions.RemoveFile(name.NextLink);
        target.Versions.MakeLink(name.NextLink, leadsTo);
        try
        {
            target.Versions.Move(name.NextLink, target.Directory, name.Link);
        }
        catch (FileFailureException)
        {
            target.Versions.RemoveFile(name.NextLink);
            throw;
        }
    }

    private void RemoveVersions(IReadOnlyList<int> numbers)
    {
        if (numbers.Count == 0) return;
        try
        {
            using var versions = target.Versions.TryOpenFolder(name.Certificate);
            if (versions is null) return;
            foreach (var number in numbers) VersionFolders.Remove(versions, number, name);
        }
        catch (IOException)
        {
            // Nothing leads there any more; the next placement of this certificate removes it.
        }
    }

    private void Attempt(Action step)
    {
        try
        {
            step();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Fail(failure.Message, failure is FileFailureException { NeedsPerson: true });
            if (!IsSwitched) Discard();
        }
    }
}
