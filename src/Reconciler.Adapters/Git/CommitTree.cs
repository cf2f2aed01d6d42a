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

    /// <param name="root">The subtree that is the repository given.</param>
    public CommitTree(Repository repository, Tree root, SourceRevision revision, string? workingFolder, string below, CancellationToken cancellationToken)
    {
        (_repository, _root, Revision, WorkingFolder) = (repository, root, revision, workingFolder);
        var ignore = TryRead(IgnoreRules.FileName) is { } rules ? IgnoreRules.Parse(Encoding.UTF8.GetString(rules.Span)) : IgnoreRules.None;
        var selection = new SourceSelection(ignore, below);
        Visit(root, "", selection, cancellationToken);
        var selected = selection.Finish();
        Manifests = selected.Manifests;
        Diagnostics = selected.Diagnostics;
    }

    public SourceRevision Revision { get; }

    public string? WorkingFolder { get; }

    public IReadOnlyList<SourceFile> Manifests { get; }

    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    public ReadOnlyMemory<byte> Read(SourceFile file)
    {
        lock (_gate) return Content(_repository.Lookup<Blob>(new ObjectId(file.ContentId)));
    }

    public ReadOnlyMemory<byte>? TryRead(string path)
    {
        if (RelativePath.Normalize(path) is not { Length: > 0 } relative) return null;
        lock (_gate)
        {
            if (_root[relative] is not { } entry || !IsRegular(entry) || SizeOf(entry) > SourceSelection.LargestFile) return null;
            return Content((Blob)entry.Target);
        }
    }

    public void Dispose() => _repository.Dispose();

    private void Visit(Tree tree, string folder, SourceSelection selection, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var entry in tree)
        {
            var path = RelativePath.Join(folder, entry.Name);
            if (entry.TargetType == TreeEntryTargetType.Tree)
            {
                if (selection.Enters(path)) Visit((Tree)entry.Target, path, selection, cancellationToken);
            }
            else if (entry.TargetType == TreeEntryTargetType.GitLink) selection.AddSubmodule(path);
            else if (!IsRegular(entry)) selection.AddLink(path);
            else if (selection.Wants(path)) selection.AddFile(path, entry.Target.Sha, SizeOf(entry));
        }
    }

    private static bool IsRegular(TreeEntry entry) => entry.TargetType == TreeEntryTargetType.Blob && entry.Mode != Mode.SymbolicLink;

    private long SizeOf(TreeEntry entry) => _repository.ObjectDatabase.RetrieveObjectMetadata(entry.Target.Id).Size;

    private static byte[] Content(Blob blob)
    {
        using var stream = blob.GetContentStream();
        var content = GC.AllocateUninitializedArray<byte>((int)stream.Length);
        stream.ReadExactly(content);
        return content;
    }
}
