namespace Reconciler.Adapters.Deploy;

/// <summary>The folders of recorded deployments, each opened once and nothing made.</summary>
internal sealed class OpenFolders(DeployRoots roots) : IDisposable
{
    private readonly Dictionary<string, (Folder? Folder, string? Failure)> _opened = new(StringComparer.Ordinal);

    private IEnumerable<Folder> All => _opened.Values.Select(opened => opened.Folder).OfType<Folder>();

    /// <returns>Neither when the folder is not there; why it cannot be opened otherwise.</returns>
    public (Folder? Folder, string? Failure) Open(string directory)
    {
        if (_opened.TryGetValue(directory, out var opened)) return opened;
        try
        {
            opened = (roots.Open(roots.Absolute(directory), MissingFolders.Leave), null);
        }
        catch (IOException failure)
        {
            opened = (null, failure.Message);
        }

        return _opened[directory] = opened;
    }

    /// <summary>Makes the entries of all of them durable.</summary>
    public void Sync()
    {
        foreach (var folder in All) folder.Sync();
    }

    /// <summary>Makes removed versions stay removed.</summary>
    public void SyncVersions()
    {
        foreach (var folder in All) FilesRemoval.SyncVersions(folder);
    }

    public void Dispose()
    {
        foreach (var folder in All) folder.Dispose();
    }
}
