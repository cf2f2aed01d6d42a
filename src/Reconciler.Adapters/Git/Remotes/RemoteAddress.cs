using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Git.Remotes;

/// <summary>How a remote is spoken to.</summary>
internal enum RemoteTransport
{
    File,
    Http,
    Https,
    Git,
    Ssh,
}

/// <summary>The address of a remote repository, checked: it holds no password, and nothing that a shell or ssh would take for more than a name.</summary>
public sealed record RemoteAddress
{
    private const string Remedy = "give it by RECONCILER_GIT_USERNAME and RECONCILER_GIT_PASSWORD, or by RECONCILER_GIT_TOKEN";

    private static readonly Dictionary<string, RemoteTransport> Schemes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["file"] = RemoteTransport.File,
        ["http"] = RemoteTransport.Http,
        ["https"] = RemoteTransport.Https,
        ["git"] = RemoteTransport.Git,
        ["ssh"] = RemoteTransport.Ssh,
    };

    private RemoteAddress(RemoteTransport transport, string user, string authority, string path, string url) =>
        (Transport, User, Authority, Path, Url) = (transport, user, authority, path, url);

    /// <summary>What is given to Git; the user of ssh is part of it.</summary>
    public string Url { get; }

    /// <summary>The address without its user: for messages, and what it is known by.</summary>
    public string Shown => User.Length == 0 ? Url : Url.Replace($"{User}@", "", StringComparison.Ordinal);

    /// <summary>A name for folders, the same for the same <see cref="Shown"/>: the last part of the path and eight hexadecimal digits of a hash.</summary>
    public string FolderName => $"{Name()}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Shown.TrimEnd('/'))))[..8]}";

    internal RemoteTransport Transport { get; }

    /// <summary>Host and port, empty for a file.</summary>
    internal string Authority { get; }

    /// <summary>What is said to the server cannot be read on the way; loopback has none.</summary>
    internal bool IsSecure => Transport != RemoteTransport.Http || (Uri.TryCreate(Url, UriKind.Absolute, out var uri) && uri.IsLoopback);

    private string Path { get; }

    private string User { get; }

    /// <summary>A URL, or <c>[user@]host:path</c> with no slash before the colon, unless a folder of that name is there.</summary>
    public static bool IsRemote(string repository)
    {
        ArgumentNullException.ThrowIfNull(repository);
        if (repository.Contains("://", StringComparison.Ordinal)) return true;
        var colon = repository.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && !repository.AsSpan(0, colon).Contains('/') && !Directory.Exists(repository);
    }

    /// <summary>Checks what <see cref="IsRemote"/> says is one. Throws <see cref="ReconcilerException"/> saying what is wrong, without repeating a secret.</summary>
    public static RemoteAddress Parse(string repository)
    {
        ArgumentNullException.ThrowIfNull(repository);
        if (repository.Any(c => char.IsControl(c) || char.IsWhiteSpace(c))) throw Refused("the address of the repository holds spaces or control characters");
        var scheme = repository.IndexOf("://", StringComparison.Ordinal);
        return scheme < 0 ? ParseScp(repository) : ParseUrl(repository[..scheme], repository[(scheme + 3)..]);
    }

    /// <summary>True for a URL of the same scheme, host and port.</summary>
    internal bool HasSameServer(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var other)
        && Uri.TryCreate(Url, UriKind.Absolute, out var own)
        && Uri.Compare(own, other, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;

    private static RemoteAddress ParseUrl(string scheme, string rest)
    {
        if (!Schemes.TryGetValue(scheme, out var transport)) throw Refused("the repository's kind of URL is not known", $"one of: {string.Join(", ", Schemes.Keys)}");
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var (place, path) = slash < 0 ? (rest, "") : (rest[..slash], rest[slash..]);
        var at = place.LastIndexOf('@');
        var (user, authority) = at < 0 ? ("", place) : (place[..at], place[(at + 1)..].ToLowerInvariant());
        if (at < 0) authority = authority.ToLowerInvariant();
        if (transport != RemoteTransport.Ssh && at >= 0) throw Refused("the URL of the repository holds a user or password, which lists of processes and logs would show", Remedy);
        if (user.Contains(':', StringComparison.Ordinal)) throw Refused("the URL of the repository holds a password, which lists of processes and logs would show", "ssh takes keys: RECONCILER_SSH_IDENTITY");
        if (path.AsSpan().ContainsAny('?', '#')) throw Refused("the URL of the repository holds a query or fragment, which Git does not send", Remedy);
        Check(transport, user, authority, path);
        var name = transport == RemoteTransport.File ? "" : authority;
        return new(transport, user, name, path, $"{scheme.ToLowerInvariant()}://{(at < 0 ? "" : user + "@")}{name}{path}");
    }

    // [user@]host:path, where the path starts from the user's home.
    private static RemoteAddress ParseScp(string repository)
    {
        var colon = repository.IndexOf(':', StringComparison.Ordinal);
        var at = repository.LastIndexOf('@', colon);
        var (user, host, path) = (at < 0 ? "" : repository[..at], repository[(at + 1)..colon], repository[(colon + 1)..]);
        if (at < 0 && path.Split('/')[0].Contains('@', StringComparison.Ordinal)) throw Refused("the address of the repository seems to hold a password", "ssh takes keys: RECONCILER_SSH_IDENTITY");
        Check(RemoteTransport.Ssh, user, host, path);
        return new(RemoteTransport.Ssh, user, host.ToLowerInvariant(), path, $"{(at < 0 ? "" : user + "@")}{host.ToLowerInvariant()}:{path}");
    }

    private static void Check(RemoteTransport transport, string user, string authority, string path)
    {
        if (path.Trim('/').Length == 0) throw Refused("the address of the repository has no path");
        if (transport == RemoteTransport.File)
        {
            if (authority is not ("" or "localhost")) throw Refused("a file URL names no other host", "file:///folder has three slashes");
            return;
        }

        if (!IsAuthority(authority)) throw Refused("the host in the repository's address is none");
        if (user.StartsWith('-') || !user.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '+')) throw Refused("the user in the repository's address is none");
    }

    private static bool IsAuthority(string authority)
    {
        var colon = authority.EndsWith(']') ? -1 : authority.LastIndexOf(':');
        if (colon >= 0 && !(ushort.TryParse(authority.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0)) return false;
        var host = colon < 0 ? authority : authority[..colon];
        if (host is ['[', .. var address, ']']) return IPAddress.TryParse(address, out _) && address.Contains(':', StringComparison.Ordinal);
        return host.Length > 0 && char.IsAsciiLetterOrDigit(host[0]) && host.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_');
    }

    private string Name()
    {
        var last = Path.TrimEnd('/').Split('/')[^1];
        if (last.EndsWith(".git", StringComparison.Ordinal)) last = last[..^4];
        var name = string.Concat(last.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')).TrimStart('.', '-');
        return name.Length == 0 ? "repository" : name.Length > 60 ? name[..60] : name;
    }

    private static ReconcilerException Refused(string message, string? remedy = null) => new(FailureKind.Usage, message, remedy);
}
