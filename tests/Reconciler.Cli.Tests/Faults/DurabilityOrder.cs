namespace Reconciler.Cli.Tests.Faults;

/// <summary>
/// Follows the calls of a run and knows what a power cut would take away. Files of the database and its lock are SQLite's business, and are never renamed.
/// </summary>
internal sealed class DurabilityOrder
{
    /// <summary>Files whose content, and folders whose entries, are not on the disk yet.</summary>
    private readonly HashSet<string> _dirty = new(StringComparer.Ordinal);
    private readonly HashSet<string> _published = new(StringComparer.Ordinal);

    public List<string> Wrong { get; } = [];

    public int Publications { get; private set; }

    /// <summary>Folders in which something was published and which, or above which, were not synced after it.</summary>
    public IEnumerable<string> UnsyncedPublications => _published;

    public void Follow(string call)
    {
        if (call.Split(' ') is not [var verb, var path, .. var more]) throw new FormatException(call);
        switch (verb)
        {
            case "create" or "write" or "truncate" or "mode" or "owner":
                _dirty.Add(path);
                if (verb == "create") _dirty.Add(Folder(path));
                break;
            case "folder":
                _dirty.Add(Folder(path));
                break;
            case "link":
                if (!path.Contains("/.versions/", StringComparison.Ordinal)) Publish(call, VersionsOf(path), Folder(path));
                break;
            case "rename":
                Publish(call, path.Contains("/.versions/", StringComparison.Ordinal) ? VersionsOf(more[0]) : path, Folder(more[0]));
                break;
            case "sync":
                _dirty.Remove(path);
                _published.Remove(path);
                break;
            case "sync-all":
                _dirty.Clear();
                break;
        }
    }

    /// <param name="led">The file that is published, or the folder of versions that a published link leads into.</param>
    private void Publish(string call, string led, string folder)
    {
        Publications++;
        _published.UnionWith(_dirty.Where(path => IsAbove(path, folder)).Append(folder));
        Wrong.AddRange(_dirty.Where(path => path == led || IsAbove(led, path) || (IsAbove(path, led) && !_published.Contains(path)))
            .Select(path => $"{call}: {path} is not durable yet"));
    }

    private static bool IsAbove(string folder, string path) => path.StartsWith(folder + "/", StringComparison.Ordinal);

    private static string VersionsOf(string link) => $"{Folder(link)}/.versions/{Path.GetFileName(link)}";

    private static string Folder(string path) => Path.GetDirectoryName(path) ?? "";
}
