using Reconciler.Core.Diagnostics;

namespace Reconciler.Core.Desired;

/// <summary>One manifest and what it says.</summary>
internal readonly record struct FileReading(SourceFile Source, int Documents, IReadOnlyList<(string Account, string FirstRegion)> Accounts, ManifestReading Reading)
{
    /// <summary>The same bytes at the same place.</summary>
    public bool IsOf(SourceFile source) =>
        ReferenceEquals(Source, source) || (source.ContentId is not null && source.ContentId == Source.ContentId && source.Path == Source.Path);
}

/// <summary>The manifests of a tree, each with what it says.</summary>
/// <param name="Tree">Where they are read from.</param>
/// <param name="Files">In the order of the tree.</param>
/// <param name="Context">What they were bound in.</param>
internal sealed record TreeReading(ISourceTree Tree, FileReading[] Files, ReaderContext Context)
{
    public IEnumerable<Diagnostic> Diagnostics => Files.SelectMany(file => file.Reading.Diagnostics);
}
