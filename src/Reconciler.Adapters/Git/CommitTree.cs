using System.Text;
using LibGit2Sharp;
using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Git;

/// <summary>
/// The tree of one commit, read from the object database: what is checked out does not matter. Objects of the library are not thread safe, so reads
/// go one after another. The repository is closed on disposal, or with the last reference.
/// </summary>
internal sealed class CommitTree : ISourceTree, IDisposable
{
    private readonly Lock _gate = new();
    private readonly Repository _repository;
    private readonly Tree _root;

    private CommitTree(Repository repository, Tree root, SourceRevision revision, string? workingFolder) =>
        (_repository, _root, Revision, WorkingFolder) = (repository, root, revision, workingFolder);

    public SourceRevision Revision { get; }

    public string? WorkingFolder { get; }

    public IReadOnlyList<SourceFile> Manifests { get; private set; } = [];

    public IReadOnlyList<Diagnostic> Diagnostics { get; private set; } = [];

    /// <summary>What decided which files are manifests: the text that lists ignored paths, and the path that narrows.</summary>
    private (string? Ignored, string Below) Selectors { get; set; }

    /// <param name="repository">Belongs to the tree from now on.</param>
    /// <param name="root">The subtree that is the repository given.</param>
    /// <param name="revision">The commit.</param>
    /// <param name="workingFolder">Where relative directories start from.</param>
    /// <param name="below">Narrows the manifests.</param>
    /// <param name="before">Of it what did not change is taken; null: everything is read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static CommitTree Open(
        Repository repository, Tree root, SourceRevision revision, string? workingFolder, string below, CommitTree? before, CancellationToken cancellationToken)
    {
        var tree = new CommitTree(repository, root, revision, workingFolder);
        tree.Selectors = (tree.TryRead(IgnoreRules.FileName) is { } rules ? Encoding.UTF8.GetString(rules.Span) : null, below);
        if (before is null || !tree.TryFollow(before, cancellationToken)) tree.ReadAll(cancellationToken);
        return tree;
    }

    public ReadOnlyMemory<byte> Read(SourceFile file)
    {
        lock (_gate) return Content(_repository.Lookup<Blob>(new ObjectId(file.ContentId)));
    }

    public ReadOnlyMemory<byte>? TryRead(string path)
    {
        if (RelativePath.Normalize(path) is not { Length: > 0 } relative) return null;
        lock (_gate)
        {
            if (_root[relative] is not { } entry || !TreeWalk.IsRegular(entry) || TreeWalk.SizeOf(_repository, entry) > SourceSelection.LargestFile) return null;
            return Content((Blob)entry.Target);
        }
    }

    public void Dispose() => _repository.Dispose();

    private void ReadAll(CancellationToken cancellationToken)
    {
        var selection = Selection();
        new TreeWalk(_repository, selection, cancellationToken).Run(_root);
        var selected = selection.Finish();
        (Manifests, Diagnostics) = (selected.Manifests, selected.Diagnostics);
    }

    /// <summary>
    /// Takes the files of the tree before, but for what changed since. False, and nothing done, where that might not give what <see cref="ReadAll"/> gives:
    /// other files may be selected, or there is something to report.
    /// </summary>
    private bool TryFollow(CommitTree before, CancellationToken cancellationToken)
    {
        if (before.Selectors != Selectors || before.Diagnostics.Count > 0 || _repository.Lookup<Tree>(before._root.Id) is not { } old) return false;
        var selection = Selection();
        var stale = new TreeWalk(_repository, selection, cancellationToken).RunDifference(old, _root);
        if (!selection.Finish().TryMerge(before.Manifests, stale, out var manifests)) return false;
        Manifests = manifests;
        return true;
    }

    private SourceSelection Selection() => new(Selectors.Ignored is { } rules ? IgnoreRules.Parse(rules) : IgnoreRules.None, Selectors.Below);

    private static byte[] Content(Blob blob)
    {
        using var stream = blob.GetContentStream();
        var content = GC.AllocateUninitializedArray<byte>((int)stream.Length);
        stream.ReadExactly(content);
        return content;
    }
}
