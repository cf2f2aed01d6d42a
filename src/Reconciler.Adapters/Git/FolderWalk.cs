using System.IO.Enumeration;

namespace Reconciler.Adapters.Git;

/// <summary>Walks the working tree of a folder. Links are never followed; a folder with a <c>.git</c> of its own is another repository.</summary>
internal sealed class FolderWalk(string root, SourceSelection selection, CancellationToken cancellationToken)
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false, ReturnSpecialDirectories = false };

    public void Run() => Visit("");

    private void Visit(string folder)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var entries = new FileSystemEnumerable<Entry>(
            Path.Combine(root, folder),
            static (ref FileSystemEntry entry) => new(entry.FileName.ToString(), entry.Attributes, entry.IsDirectory ? 0 : entry.Length),
            Everything);
        try
        {
            foreach (var entry in entries) Take(RelativePath.Join(folder, entry.Name), entry);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            var reason = failure is UnauthorizedAccessException ? "permission denied" : "the folder cannot be listed";
            selection.AddUnreadable(folder.Length == 0 ? "." : folder, reason);
        }
    }

    private void Take(string path, in Entry entry)
    {
        if ((entry.Attributes & FileAttributes.ReparsePoint) != 0)
        {
            selection.AddLink(path);
        }
        else if ((entry.Attributes & FileAttributes.Directory) == 0)
        {
            if (selection.Wants(path)) selection.AddFile(path, null, entry.Size);
        }
        else if (selection.Enters(path))
        {
            if (Path.Exists(Path.Combine(root, path, ".git"))) selection.AddSubmodule(path);
            else Visit(path);
        }
    }

    private readonly record struct Entry(string Name, FileAttributes Attributes, long Size);
}
