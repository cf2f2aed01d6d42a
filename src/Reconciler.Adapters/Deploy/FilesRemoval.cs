using System.Collections.Immutable;
using Reconciler.Core.Actual;
using Reconciler.Core.Planning;

namespace Reconciler.Adapters.Deploy;

/// <summary>
/// Removes one deployment by its record: first the published link, then, once nobody needs it back, its versions. What is not as it was left
/// stays and is told.
/// </summary>
internal sealed class FilesRemoval(Folder directory, DeployedContent content)
{
    private readonly PublishedName? _name = PublishedName.Of(content);
    private string? _removedLink;

    /// <summary>The first reason why something had to stay; null when all is well.</summary>
    public string? Failure { get; private set; }

    /// <summary>True when something of the deployment was there: whoever serves it must be told.</summary>
    public bool WasThere { get; private set; }

    /// <summary>Removes a deployment whole, without telling anybody. Returns why something had to stay, or null.</summary>
    public static string? RemoveAll(DeployRoots roots, DeployedContent content)
    {
        try
        {
            using var directory = roots.Open(roots.Absolute(content.Directory), MissingFolders.Leave);
            if (directory is null) return null;
            var removal = new FilesRemoval(directory, content);
            removal.Unpublish();
            directory.Sync();
            removal.RemoveVersions();
            SyncVersions(directory);
            return removal.Failure;
        }
        catch (IOException failure)
        {
            return failure.Message;
        }
    }

    /// <summary>Makes removed versions of a target's folder stay removed.</summary>
    public static void SyncVersions(Folder directory)
    {
        using var versions = directory.TryOpenFolder(PublishedName.VersionsFolder);
        versions?.Sync();
    }

    public void Unpublish() => Attempt(name =>
    {
        WasThere = directory.TryStat(name.FolderOf(content.VersionFolder)) is not null;
        if (!directory.TryReadLink(name.Link, out var link)) return;
        WasThere = true;
        if (link is null || name.VersionOf(link) is null)
        {
            Failure ??= $"{directory.Of(name.Link)} is no longer our link; it is left as it is";
            return;
        }

        directory.RemoveFile(name.Link);
        _removedLink = link;
    });

    /// <summary>Puts the link back, because of <paramref name="reason"/>.</summary>
    public void Republish(string reason)
    {
        if (_removedLink is { } link) Attempt(name => directory.MakeLink(name.Link, link));
        Failure = Failure is null ? $"{reason}; the files were put back" : $"{reason}; {Failure}";
    }

    public void RemoveVersions() => Attempt(name =>
    {
        if (directory.TryReadLink(name.Link, out var link) && link is not null && name.VersionOf(link) is not null) return;
        using var all = directory.TryOpenFolder(PublishedName.VersionsFolder);
        if (all is null) return;
        all.RemoveFile(name.NextLink);
        using (var versions = all.TryOpenFolder(name.Certificate))
        {
            if (versions is null) return;
            foreach (var number in VersionFolders.In(versions))
            {
                var isRecorded = number == content.VersionFolder;
                if (!VersionFolders.Remove(versions, number, name, isRecorded ? IsUnchanged : null) && isRecorded)
                    Failure ??= $"{versions.Of($"{number}")} holds files that are not as they were left; they are kept";
            }
        }

        all.RemoveFolder(name.Certificate);
    });

    private bool IsUnchanged(PublishedFile file)
    {
        var path = $"{_name!.FolderOf(content.VersionFolder)}/{file.FileName()}";
        ImmutableArray<DeployedFile> recorded = [.. content.Files.Where(recorded => recorded.Path == path)];
        return FilesComparison.Compare(directory, content with { Files = recorded }, owner: null, stampsBefore: 0).Drift is DriftKind.None or DriftKind.Touched;
    }

    private void Attempt(Action<PublishedName> step)
    {
        try
        {
            if (_name is not null) step(_name);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Failure ??= failure.Message;
        }
    }
}
