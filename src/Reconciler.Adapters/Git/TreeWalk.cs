using LibGit2Sharp;

namespace Reconciler.Adapters.Git;

/// <summary>Goes through the tree of a commit and gives what it finds to a selection.</summary>
internal sealed class TreeWalk(Repository repository, SourceSelection selection, CancellationToken cancellationToken)
{
    public static bool IsRegular(TreeEntry entry) => entry.TargetType == TreeEntryTargetType.Blob && entry.Mode != Mode.SymbolicLink;

    public static long SizeOf(Repository repository, TreeEntry entry) => repository.ObjectDatabase.RetrieveObjectMetadata(entry.Target.Id).Size;

    public void Run(Tree root) => Visit(root, "");

    /// <summary>
    /// Gives only what is not the same in <paramref name="before"/>; a folder of the same content is not looked into. Returns the paths, of files of any kind,
    /// that are no longer what they were.
    /// </summary>
    public IReadOnlySet<string> RunDifference(Tree before, Tree root)
    {
        var stale = new HashSet<string>(StringComparer.Ordinal);
        Compare(before, root, "", stale);
        return stale;
    }

    private void Visit(Tree tree, string folder)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var entry in tree) Visit(entry, RelativePath.Join(folder, entry.Name));
    }

    private void Visit(TreeEntry entry, string path)
    {
        if (entry.TargetType == TreeEntryTargetType.Tree)
        {
            if (selection.Enters(path)) Visit((Tree)entry.Target, path);
        }
        else if (entry.TargetType == TreeEntryTargetType.GitLink) selection.AddSubmodule(path);
        else if (!IsRegular(entry)) selection.AddLink(path);
        else if (selection.Wants(path)) selection.AddFile(path, entry.Target.Sha, SizeOf(repository, entry));
    }

    private void Compare(Tree before, Tree now, string folder, HashSet<string> stale)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (before.Id == now.Id) return;
        var old = before.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        foreach (var entry in now)
        {
            var path = RelativePath.Join(folder, entry.Name);
            if (!old.Remove(entry.Name, out var same)) Visit(entry, path);
            else if (same.Mode != entry.Mode || same.Target.Id != entry.Target.Id) Replace(same, entry, path, stale);
        }

        foreach (var entry in old.Values) Forget(entry, RelativePath.Join(folder, entry.Name), stale);
    }

    private void Replace(TreeEntry before, TreeEntry now, string path, HashSet<string> stale)
    {
        if (before.TargetType == TreeEntryTargetType.Tree && now.TargetType == TreeEntryTargetType.Tree)
        {
            if (selection.Enters(path)) Compare((Tree)before.Target, (Tree)now.Target, path, stale);
            return;
        }

        Forget(before, path, stale);
        Visit(now, path);
    }

    private void Forget(TreeEntry entry, string path, HashSet<string> stale)
    {
        if (entry.TargetType != TreeEntryTargetType.Tree) stale.Add(path);
        else if (selection.Enters(path))
        {
            foreach (var below in (Tree)entry.Target) Forget(below, RelativePath.Join(path, below.Name), stale);
        }
    }
}
