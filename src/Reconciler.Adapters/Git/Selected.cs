using System.Diagnostics.CodeAnalysis;
using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Git;

/// <summary>Files in ordinal order of paths.</summary>
internal sealed record Selected(IReadOnlyList<SourceFile> Manifests, IReadOnlyList<SourceFile> Templates, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>
    /// Puts what was selected of a difference into the manifests of the tree before. False where there is something to report, of it alone or of both together.
    /// </summary>
    /// <param name="before">In ordinal order of paths, with nothing to report.</param>
    /// <param name="stale">Paths that are no longer what they were.</param>
    /// <param name="merged">In ordinal order of paths; files that did not change are the same instances.</param>
    public bool TryMerge(IReadOnlyList<SourceFile> before, IReadOnlySet<string> stale, [NotNullWhen(true)] out IReadOnlyList<SourceFile>? merged)
    {
        merged = null;
        if (Diagnostics.Count > 0) return false;
        var changes = new SortedDictionary<string, SourceFile?>(StringComparer.Ordinal);
        foreach (var path in stale) changes[path] = null;
        foreach (var file in Manifests) changes[file.Path] = file;
        var added = Manifests.Where(file => !stale.Contains(file.Path)).Select(file => file.Path).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (added.Count > 0 && before.Any(file => added.Contains(file.Path) && !stale.Contains(file.Path))) return false;
        merged = Merge([.. before], changes);
        return true;
    }

    private static List<SourceFile> Merge(SourceFile[] before, SortedDictionary<string, SourceFile?> changes)
    {
        var merged = new List<SourceFile>(before.Length + changes.Count);
        var done = 0;
        foreach (var (path, file) in changes)
        {
            var found = IndexOf(before.AsSpan(done), path) + done;
            merged.AddRange(before.AsSpan(done, found - done));
            if (file is not null) merged.Add(file);
            done = found < before.Length && before[found].Path == path ? found + 1 : found;
        }

        merged.AddRange(before.AsSpan(done));
        return merged;
    }

    /// <summary>Of the first file whose path is not less.</summary>
    private static int IndexOf(ReadOnlySpan<SourceFile> files, string path)
    {
        var (low, high) = (0, files.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (string.CompareOrdinal(files[middle].Path, path) < 0) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
