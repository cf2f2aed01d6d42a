using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Git;

/// <summary>Opens folders as they are, and commits of local repositories.</summary>
public sealed class GitSourceOpener : ISourceOpener
{
    public Task<ISourceTree> OpenAsync(SourceRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Task.FromResult(Open(request, cancellationToken));
    }

    private static ISourceTree Open(SourceRequest request, CancellationToken cancellationToken)
    {
        if (RemoteAddress.IsRemote(request.Repository))
        {
            throw Refused(
                $"\"{RemoteAddress.WithoutSecrets(request.Repository)}\" is a remote repository, and remotes are not available in this version",
                "clone it and give the folder");
        }

        var folder = Path.GetFullPath(request.Repository.Length == 0 ? "." : request.Repository);
        if (!Directory.Exists(folder))
            throw Refused(File.Exists(folder) ? $"\"{request.Repository}\" is a file, not a folder" : $"there is no folder \"{request.Repository}\"");
        var below = RelativePath.Normalize(request.Path ?? "")
            ?? throw Refused($"the path \"{request.Path}\" leads outside the repository", "give a path relative to its root");
        if (request.Reference is not null || CommitLookup.IsGitFolder(folder)) return CommitLookup.Open(request, folder, below, cancellationToken);
        if (below.Length > 0 && !Path.Exists(Path.Combine(folder, below))) throw Refused($"there is no path \"{below}\" in \"{request.Repository}\"");
        return FolderTree.Open(folder, below, cancellationToken);
    }

    private static ReconcilerException Refused(string message, string? remedy = null) => new(FailureKind.Usage, message, remedy);
}
