namespace Reconciler.Adapters.Deploy;

/// <summary>Where relative folders of manifests start, and how a folder is reached.</summary>
/// <param name="WorkingFolder">The repository's folder, absolute; null for a bare or remote source.</param>
/// <param name="StateFolder">Absolute.</param>
public sealed record DeployRoots(string? WorkingFolder, string StateFolder)
{
    private string Root => WorkingFolder ?? StateFolder;

    /// <summary>
    /// Absolute and without <c>.</c> and <c>..</c>. What may not be used keeps its <c>..</c>, and <see cref="Open"/> refuses it.
    /// </summary>
    internal string Absolute(string directory)
    {
        var path = Path.Combine(Root, directory);
        return !HoldsNul(path) && (Path.IsPathRooted(directory) || IsBelow(Normal(path), Normal(Root))) ? Normal(path) : path;
    }

    /// <summary>
    /// What is recorded of a place, and <see cref="Absolute"/> takes back: a relative directory stays relative, since repository and state may move.
    /// </summary>
    internal string Recorded(string directory) =>
        Path.IsPathRooted(directory) ? Absolute(directory) : Path.GetRelativePath(Normal(Root), Absolute(directory));

    /// <summary>True when the folder lies in the repository's working folder.</summary>
    internal bool IsInRepository(string absolute) => WorkingFolder is not null && IsBelow(absolute, Normal(WorkingFolder));

    /// <summary>
    /// Opens a folder; null when it, or one on the way, is missing and nothing shall be made. Below the working and the state folder no link is
    /// followed, however the manifest names the place; anywhere else links are the operator's choice.
    /// </summary>
    internal Folder? Open(string absolute, MissingFolders missing)
    {
        if (HoldsNul(absolute)) throw new FileFailureException("the directory's name holds a NUL character", needsPerson: true);
        if (absolute.Split('/').Contains(".."))
            throw new FileFailureException($"the directory {absolute} leads outside {Root}", needsPerson: true);
        var root = Enclosing(absolute);
        var parts = Path.GetRelativePath(root ?? "/", absolute).Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts is ["."]) parts = [];
        var folder = Folder.TryOpen(root ?? "/", pathOnly: parts.Length > 0);
        for (var i = 0; i < parts.Length && folder is not null; i++)
        {
            using var parent = folder;
            folder = Step(parent, parts[i], followLinks: root is null, isLast: i == parts.Length - 1, missing);
        }

        return folder is null && missing != MissingFolders.Leave ? throw new FileFailureException($"the folder {root} does not exist") : folder;
    }

    private static Folder? Step(Folder parent, string name, bool followLinks, bool isLast, MissingFolders missing)
    {
        if (parent.TryOpenFolder(name, followLinks, pathOnly: !isLast) is { } found) return found;
        if (missing == MissingFolders.Leave) return null;
        if (missing == MissingFolders.MakeLast && !isLast)
            throw new FileFailureException($"the folder {parent.Of(name)} does not exist; only the last folder of a directory is made");
        parent.MakeFolder(name);
        parent.Sync();
        return parent.TryOpenFolder(name, followLinks, pathOnly: !isLast) ?? throw new FileFailureException($"{parent.Of(name)} leads nowhere");
    }

    private string? Enclosing(string absolute)
    {
        if (WorkingFolder is not null && IsBelow(absolute, Normal(WorkingFolder))) return Normal(WorkingFolder);
        return IsBelow(absolute, Normal(StateFolder)) ? Normal(StateFolder) : null;
    }

    private static bool HoldsNul(string path) => path.Contains('\0', StringComparison.Ordinal);

    private static string Normal(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    private static bool IsBelow(string path, string root) =>
        string.Equals(path, root, StringComparison.Ordinal) || path.StartsWith(root.EndsWith('/') ? root : root + "/", StringComparison.Ordinal);
}

/// <summary>What to do about folders that are not there.</summary>
internal enum MissingFolders
{
    Leave,
    MakeLast,
    MakeAll,
}
