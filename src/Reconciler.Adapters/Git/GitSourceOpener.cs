using Reconciler.Adapters.Git.Remotes;
using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Git;

/// <summary>Opens folders as they are, and commits of local and remote repositories.</summary>
/// <param name="remotes">How remotes are reached; null: only local repositories can be opened.</param>
/// <param name="time">Measures what servers take; null: the system's.</param>
public sealed class GitSourceOpener(RemoteSettings? remotes = null, TimeProvider? time = null) : ISourceOpener
{
    /// <summary>True for a bare repository, whose default branch is read where nothing is named.</summary>
    public static bool IsBare(string repository) => CommitLookup.IsGitFolder(Path.GetFullPath(repository));

    public async Task<ISourceTree> OpenAsync(SourceRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!RemoteAddress.IsRemote(request.Repository)) return Open(request, cancellationToken);
        var address = RemoteAddress.Parse(request.Repository);
        var below = Below(request);
        var mirror = new RemoteMirror(address, remotes ?? new(), time ?? TimeProvider.System);
        var shown = request with { Repository = address.Shown };
        return await mirror
            .OpenAsync(request.Reference is null, folder => CommitLookup.Open(shown, folder, below, null, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
    }

    private static ISourceTree Open(SourceRequest request, CancellationToken cancellationToken)
    {
        var folder = Path.GetFullPath(request.Repository.Length == 0 ? "." : request.Repository);
        if (!Directory.Exists(folder))
            throw Refused(File.Exists(folder) ? $"\"{request.Repository}\" is a file, not a folder" : $"there is no folder \"{request.Repository}\"");
        var below = Below(request);
        if (request.Reference is not null || CommitLookup.IsGitFolder(folder)) return CommitLookup.Open(request, folder, below, null, cancellationToken);
        if (below.Length > 0 && !Path.Exists(Path.Combine(folder, below))) throw Refused($"there is no path \"{below}\" in \"{request.Repository}\"");
        return FolderTree.Open(folder, below, cancellationToken);
    }

    /// <summary>The path that the request narrows to, in its plain form.</summary>
    internal static string Below(SourceRequest request) =>
        RelativePath.Normalize(request.Path ?? "")
        ?? throw Refused($"the path \"{request.Path}\" leads outside the repository", "give a path relative to its root");

    private static ReconcilerException Refused(string message, string? remedy = null) => new(FailureKind.Usage, message, remedy);
}
