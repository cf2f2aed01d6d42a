using Reconciler.Core.Diagnostics;

namespace Reconciler.Core.Desired;

/// <summary>One manifest and what it says.</summary>
internal readonly record struct FileReading(SourceFile Source, int Documents, IReadOnlyList<(string Account, string FirstRegion)> Accounts, ManifestReading Reading)
{
    /// <summary>The same bytes at the same place.</summary>
    public bool IsOf(SourceFile source) =>
        ReferenceEquals(Source, source) || (source.ContentId is not null && source.ContentId == Source.ContentId && source.Path == Source.Path);
}

/// <summary>The manifests of a tree, each with what it says, and how that differs from the tree before.</summary>
/// <param name="Files">In the order of the tree.</param>
/// <param name="Context">What they were bound in.</param>
/// <param name="Difference">Against the tree before; everything where there was none.</param>
internal sealed record TreeReading(FileReading[] Files, ReaderContext Context, TreeDifference Difference)
{
    public int Documents => Files.Sum(file => file.Documents);

    public IEnumerable<Diagnostic> Diagnostics => Files.SelectMany(file => file.Reading.Diagnostics);
}

/// <summary>Files that were bound anew, and what is no longer said.</summary>
/// <param name="Bound">With their new readings, in the order of the tree.</param>
/// <param name="Gone">Readings that no longer hold.</param>
internal sealed record TreeDifference(IReadOnlyList<FileReading> Bound, IReadOnlyList<ManifestReading> Gone);
