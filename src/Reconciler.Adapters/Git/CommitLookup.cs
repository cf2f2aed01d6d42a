using LibGit2Sharp;
using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Git;

/// <summary>Finds the commit and the subtree that a request names.</summary>
internal static class CommitLookup
{
    /// <summary>True for a bare repository, or the <c>.git</c> folder of another.</summary>
    public static bool IsGitFolder(string folder) =>
        File.Exists(Path.Combine(folder, "HEAD")) && Directory.Exists(Path.Combine(folder, "objects")) && Directory.Exists(Path.Combine(folder, "refs"));

    /// <summary>The folder that Git itself opens: the repository may be a folder of a larger one.</summary>
    public static string RootOf(SourceRequest request, string folder) => IsGitFolder(folder) ? folder : WorkTreeRoot(request, folder);

    /// <param name="request">Names the commit.</param>
    /// <param name="folder">Where the repository, or its mirror, lies.</param>
    /// <param name="below">Narrows what is read.</param>
    /// <param name="before">What is not to be read again where it did not change; null: nothing was read before.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static CommitTree Open(SourceRequest request, string folder, string below, CommitTree? before, CancellationToken cancellationToken)
    {
        var isBare = IsGitFolder(folder);
        var root = isBare ? folder : WorkTreeRoot(request, folder);
        Repository? repository = null;
        try
        {
            repository = new Repository(root);
            var (commit, reference) = Resolve(repository, request);
            var subtree = Subtree(commit, isBare ? "" : Path.GetRelativePath(root, Resolved(folder)), request);
            if (below.Length > 0 && subtree[below] is null) throw Refused($"there is no path \"{below}\" in commit {commit.Sha[..12]}");
            var revision = new SourceRevision(commit.Sha, reference, null, commit.Committer.When.ToUniversalTime());
            return CommitTree.Open(repository, subtree, revision, isBare ? null : folder, below, before, cancellationToken);
        }
        catch (LibGit2SharpException failure)
        {
            repository?.Dispose();
            var remedy = failure.Message.Contains("is not owned by", StringComparison.Ordinal) ? "git config --global --add safe.directory <folder>, if you trust its owner" : null;
            throw new ReconcilerException(FailureKind.Usage, $"the repository \"{request.Repository}\" cannot be read: {failure.Message}", remedy, failure);
        }
        catch
        {
            repository?.Dispose();
            throw;
        }
    }

    // The repository given may be a folder of a larger one; its own root is then above.
    private static string WorkTreeRoot(SourceRequest request, string folder)
    {
        for (var probe = Resolved(folder); probe is not null; probe = Path.GetDirectoryName(probe))
        {
            if (Path.Exists(Path.Combine(probe, ".git"))) return probe;
        }

        throw Refused(
            $"\"{request.Repository}\" is not in a Git repository, so it has no \"{request.Reference}\"",
            "leave out --ref to read the folder as it is");
    }

    private static string Resolved(string folder) => Path.TrimEndingDirectorySeparator(new DirectoryInfo(folder).ResolveLinkTarget(true)?.FullName ?? folder);

    public static (Commit Commit, string? Reference) Resolve(Repository repository, SourceRequest request)
    {
        if (request.Reference is null)
        {
            var branch = repository.Info.IsHeadDetached ? "HEAD" : repository.Head.FriendlyName;
            return (repository.Head.Tip ?? throw Refused($"the default branch \"{branch}\" of \"{request.Repository}\" has no commit"), branch);
        }

        var found = Find(repository, request.Reference);
        if (found is null && repository.Head.Tip is null && !repository.Branches.Any()) throw Refused($"the repository \"{request.Repository}\" has no commit");
        if (found is null)
        {
            throw Refused(
                $"\"{request.Repository}\" has no branch, tag or commit \"{request.Reference}\"",
                repository.Info.IsShallow ? "it is a shallow clone; git fetch --unshallow brings the rest" : null);
        }

        return (PeelToCommit(found, request.Reference), request.Reference);
    }

    private static GitObject? Find(Repository repository, string reference)
    {
        try
        {
            return repository.Lookup(reference);
        }
        catch (Exception failure) when (failure is AmbiguousSpecificationException)
        {
            throw Refused($"\"{reference}\" may mean several commits", "write more of the commit's id");
        }
        catch (Exception failure) when (failure is InvalidSpecificationException or NotFoundException or ArgumentException)
        {
            return null;
        }
    }

    private static Commit PeelToCommit(GitObject found, string reference)
    {
        try
        {
            return found.Peel<Commit>();
        }
        catch (LibGit2SharpException)
        {
            throw Refused($"\"{reference}\" is not a commit");
        }
    }

    private static Tree Subtree(Commit commit, string path, SourceRequest request)
    {
        if (path is "." or "") return commit.Tree;
        return commit.Tree[path]?.Target as Tree ?? throw Refused($"commit {commit.Sha[..12]} has no folder \"{path}\", which is \"{request.Repository}\"");
    }

    private static ReconcilerException Refused(string message, string? remedy = null) => new(FailureKind.Usage, message, remedy);
}
