using LibGit2Sharp;
using Reconciler.Adapters.Git.Remotes;
using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Git;

/// <summary>Asks a repository which commit is the newest, without listing what is in it: the same cost for any size. A remote is fetched first.</summary>
public sealed class SourceHead(RemoteSettings remotes, TimeProvider time)
{
    /// <summary>The commit that the request names now. Throws <see cref="ReconcilerException"/> naming what cannot be read.</summary>
    public Task<string> AskAsync(SourceRequest request, CancellationToken cancellationToken) =>
        WithAsync(request, (repository, shown) => CommitLookup.Resolve(repository, shown).Commit.Sha, cancellationToken);

    /// <summary>True when <paramref name="newer"/> was made on top of <paramref name="older"/>, or is it; false when history was rewritten or the older one is gone.</summary>
    public Task<bool> IsDescendantAsync(SourceRequest request, string newer, string older, CancellationToken cancellationToken) =>
        WithAsync(
            request,
            (repository, _) => newer == older || (repository.Lookup<Commit>(newer) is { } to && repository.Lookup<Commit>(older) is { } from
                && repository.ObjectDatabase.FindMergeBase(to, from)?.Sha == older),
            cancellationToken);

    private async Task<T> WithAsync<T>(SourceRequest request, Func<Repository, SourceRequest, T> ask, CancellationToken cancellationToken)
    {
        if (!RemoteAddress.IsRemote(request.Repository)) return Ask(Path.GetFullPath(request.Repository), request, ask);
        var address = RemoteAddress.Parse(request.Repository);
        var shown = request with { Repository = address.Shown };
        return await new RemoteMirror(address, remotes, time)
            .OpenAsync(request.Reference is null, folder => Ask(folder, shown, ask), cancellationToken)
            .ConfigureAwait(false);
    }

    private static T Ask<T>(string folder, SourceRequest request, Func<Repository, SourceRequest, T> ask)
    {
        try
        {
            using var repository = new Repository(CommitLookup.RootOf(request, folder));
            return ask(repository, request);
        }
        catch (LibGit2SharpException failure)
        {
            throw new ReconcilerException(FailureKind.Usage, $"the repository \"{request.Repository}\" cannot be read: {failure.Message}", null, failure);
        }
    }
}
