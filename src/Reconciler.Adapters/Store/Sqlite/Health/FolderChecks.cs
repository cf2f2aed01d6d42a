using System.Globalization;
using Reconciler.Core.Actual;

namespace Reconciler.Adapters.Store.Sqlite.Health;

/// <summary>What can be seen of a state folder without opening the database.</summary>
internal static class FolderChecks
{
    /// <summary>Octets below which a run may not get to its end: a batch of a thousand issuings and its log.</summary>
    private const long LeastSpace = 64 * 1024 * 1024;

    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    public static IEnumerable<Finding> Look(StateFolder folder)
    {
        var keys = Path.Combine(folder.Path, "kek");
        // What this user cannot list is not open to others in any way that it could tell.
        string[] secret = [folder.Path, folder.Database, keys, .. Directory.Exists(keys) ? Directory.GetFiles(keys, "*", new EnumerationOptions { AttributesToSkip = 0 }) : []];
        foreach (var path in secret)
        {
            if (Path.Exists(path) && Permissions(path) is { } finding) yield return finding;
        }

        if (Space(folder) is { } space) yield return space;
        if (StateLock.Look(folder) is { } held) yield return held;
    }

    private static Finding? Permissions(string path)
    {
        var mode = File.GetUnixFileMode(path);
        if ((mode & Others) == 0) return null;
        return new(
            "permissions",
            $"{path} is open to others: its mode is 0{Convert.ToString((int)mode, 8)}",
            $"chmod go= {path}, and find out who could read it");
    }

    private static Finding? Space(StateFolder folder)
    {
        var free = new DriveInfo(folder.Path).AvailableFreeSpace;
        if (free >= LeastSpace) return null;
        return new(
            "disk-space",
            string.Create(CultureInfo.InvariantCulture, $"{free / 1024} KiB are free on the disk of {folder.Path}, less than {LeastSpace / 1024}"),
            "make room before the next run");
    }
}
