namespace Reconciler.Adapters.Deploy;

/// <summary>The numbered folders of one certificate below <c>.versions/name/</c>.</summary>
internal static class VersionFolders
{
    /// <summary>Numbers that are taken, in no order. The names alone are read by path; everything is done through the open folder.</summary>
    public static List<int> In(Folder name)
    {
        List<int> numbers = [];
        foreach (var path in Directory.EnumerateFileSystemEntries(name.Path))
            if (PublishedName.ParseVersion(Path.GetFileName(path.AsSpan())) is { } number) numbers.Add(number);
        return numbers;
    }

    /// <summary>
    /// Removes a layout's files from one version and then the folder. False when it holds something else: another layout's version, or a file
    /// that is not ours.
    /// </summary>
    public static bool Remove(Folder name, int number, PublishedName published, Func<PublishedFile, bool>? mayRemove = null)
    {
        var folderName = number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        using (var folder = name.TryOpenFolder(folderName))
        {
            if (folder is null) return true;
            foreach (var file in published.Files)
                if (mayRemove is null || mayRemove(file)) folder.RemoveFile(file.FileName());
        }

        return name.RemoveFolder(folderName);
    }
}
