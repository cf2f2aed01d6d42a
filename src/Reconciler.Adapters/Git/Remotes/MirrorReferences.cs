using LibGit2Sharp;

namespace Reconciler.Adapters.Git.Remotes;

/// <summary>
/// The references of a remote as a mirror holds them: its branches and tags under their own names, its <c>HEAD</c> under a name of ours as well, so that a
/// detached one is fetched too.
/// </summary>
internal sealed class MirrorReferences
{
    public const string RemoteHead = "refs/reconciler/head";

    private readonly Dictionary<string, string> _wanted = new(StringComparer.Ordinal);
    private readonly string? _branch;

    private MirrorReferences(IEnumerable<Reference> listed)
    {
        foreach (var reference in listed)
        {
            if (reference.CanonicalName == "HEAD")
            {
                if (reference.ResolveToDirectReference() is { } head) _wanted[RemoteHead] = head.TargetIdentifier;
                _branch = (reference as SymbolicReference)?.TargetIdentifier;
            }
            else if (IsMirrored(reference.CanonicalName) && !reference.CanonicalName.EndsWith("^{}", StringComparison.Ordinal))
            {
                _wanted[reference.CanonicalName] = reference.TargetIdentifier;
            }
        }
    }

    public bool IsEmpty => _wanted.Count == 0;

    public bool HasHead => _wanted.ContainsKey(RemoteHead);

    /// <summary>What to fetch; forced, since a remote may move its references as it likes.</summary>
    public IEnumerable<string> Specifications => All(HasHead);

    public static IEnumerable<string> All(bool withHead) => ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*", .. withHead ? [$"+HEAD:{RemoteHead}"] : Array.Empty<string>()];

    public static MirrorReferences Of(IEnumerable<Reference> listed) => new(listed);

    /// <summary>The mirror holds what an earlier run fetched, the remote's <c>HEAD</c> too.</summary>
    public static bool IsFilled(Repository mirror) => mirror.Refs[RemoteHead] is not null;

    /// <summary>The branch that the remote's <c>HEAD</c> stood for stands at the same commit.</summary>
    public static bool HeadIsKnown(Repository mirror) => mirror.Refs[RemoteHead]?.TargetIdentifier is { } head && mirror.Head.Tip?.Sha == head;

    /// <summary>Removes what the remote no longer has: before fetching, since a branch <c>a</c> is in the way of <c>a/b</c>. True when the rest is as it is there.</summary>
    public bool Prune(Repository mirror)
    {
        var equal = 0;
        foreach (var reference in mirror.Refs.ToList())
        {
            if (!_wanted.TryGetValue(reference.CanonicalName, out var target)) mirror.Refs.Remove(reference);
            else if (reference.TargetIdentifier == target) equal++;
        }

        return equal == _wanted.Count;
    }

    /// <summary>Points the mirror's <c>HEAD</c> to where the remote's points.</summary>
    public void SetHead(Repository mirror)
    {
        if (_branch is not null && _branch.StartsWith("refs/heads/", StringComparison.Ordinal)) mirror.Refs.UpdateTarget("HEAD", _branch);
        else if (mirror.Refs[RemoteHead] is { } detached) mirror.Refs.UpdateTarget("HEAD", detached.TargetIdentifier);
    }

    private static bool IsMirrored(string name) => name.StartsWith("refs/heads/", StringComparison.Ordinal) || name.StartsWith("refs/tags/", StringComparison.Ordinal);
}
