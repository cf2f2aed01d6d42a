using LibGit2Sharp;
using Reconciler.Adapters.Git.Remotes;
using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Git;

/// <summary>
/// One look at a repository: which commit is the newest, whether it follows another, what is in it. A remote is fetched once, when the look begins; all else
/// is read from its mirror. Finding the newest commit costs the same for any size.
/// </summary>
public sealed class SourceLook
{
    private readonly SourceRequest _request;
    private readonly string _folder;

    private SourceLook(SourceRequest request, string folder, string newest) => (_request, _folder, Newest) = (request, folder, newest);

    /// <summary>Id of the commit that the request names now.</summary>
    public string Newest { get; }

    /// <summary>Throws <see cref="ReconcilerException"/> naming what cannot be read.</summary>
    public static async Task<SourceLook> BeginAsync(SourceRequest request, RemoteSettings remotes, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!RemoteAddress.IsRemote(request.Repository)) return Of(request, Path.GetFullPath(request.Repository));
        var address = RemoteAddress.Parse(request.Repository);
        var shown = request with { Repository = address.Shown };
        return await new RemoteMirror(address, remotes, time)
            .OpenAsync(request.Reference is null, folder => Of(shown, folder), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>True when <see cref="Newest"/> was made on top of <paramref name="older"/>, or is it; false when history was rewritten or the older one is gone.</summary>
    public bool Follows(string older) => Newest == older || Ask(
        _request,
        _folder,
        repository => repository.Lookup<Commit>(Newest) is { } to && repository.Lookup<Commit>(older) is { } from && repository.ObjectDatabase.FindMergeBase(to, from)?.Sha == older);

    /// <summary>The tree of <see cref="Newest"/>.</summary>
    /// <param name="before">A tree that was opened before: where it is one of this repository, folders that did not change since are not read again.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public ISourceTree Open(ISourceTree? before, CancellationToken cancellationToken) =>
        CommitLookup.Open(_request with { Reference = Newest }, _folder, GitSourceOpener.Below(_request), before as CommitTree, cancellationToken);

    private static SourceLook Of(SourceRequest request, string folder) =>
        new(request, folder, Ask(request, folder, repository => CommitLookup.Resolve(repository, request).Commit.Sha));

    private static T Ask<T>(SourceRequest request, string folder, Func<Repository, T> ask)
    {
        try
        {
            using var repository = new Repository(CommitLookup.RootOf(request, folder));
            return ask(repository);
        }
        catch (LibGit2SharpException failure)
        {
            throw new ReconcilerException(FailureKind.Usage, $"the repository \"{request.Repository}\" cannot be read: {failure.Message}", null, failure);
        }
    }
}
