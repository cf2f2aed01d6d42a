namespace Reconciler.Adapters.Git;

/// <summary>Tells addresses of remote repositories from folders, as Git does.</summary>
internal static class RemoteAddress
{
    /// <summary>A URL, or <c>[user@]host:path</c> with no slash before the colon, unless a folder of that name is there.</summary>
    public static bool IsRemote(string repository)
    {
        if (repository.Contains("://", StringComparison.Ordinal)) return true;
        var colon = repository.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && !repository.AsSpan(0, colon).Contains('/') && !Directory.Exists(repository);
    }

    /// <summary>The address without user, password and query, for messages.</summary>
    public static string WithoutSecrets(string repository)
    {
        var query = repository.IndexOfAny(['?', '#']);
        var address = query < 0 ? repository : repository[..query];
        var scheme = address.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0) return address[(address.IndexOf('@', StringComparison.Ordinal) + 1)..];
        var start = scheme + 3;
        var slash = address.IndexOf('/', start);
        var at = address.LastIndexOf('@', slash < 0 ? address.Length - 1 : slash);
        return at < start ? address : address[..start] + address[(at + 1)..];
    }
}
