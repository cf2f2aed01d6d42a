using System.Globalization;
using System.Text;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Git.Remotes;

/// <summary>How remotes are reached: where mirrors are kept, limits, trust, and who we are. All of it comes from the environment, none from a manifest.</summary>
public sealed record RemoteSettings
{
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Absolute folder of what can be fetched or computed again; null when the environment names none.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>How long a server may take to accept a connection, and then between any two answers.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    /// <summary>PEM file of authorities trusted for https, besides the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>What http servers are told when they ask; null: nothing.</summary>
    public RemoteCredentials? Credentials { get; init; }

    /// <summary>The only file of host keys that ssh believes; null: the user's and the system's.</summary>
    public string? KnownHosts { get; init; }

    /// <summary>The only private key that ssh offers; null: the user's own and their agent's.</summary>
    public string? Identity { get; init; }

    /// <summary>Reads the <c>RECONCILER_…</c> variables and <c>XDG_CACHE_HOME</c>. Throws <see cref="ReconcilerException"/> naming one that cannot be meant.</summary>
    public static RemoteSettings FromEnvironment(IReadOnlyDictionary<string, string> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return new()
        {
            CacheFolder = CacheFolderOf(environment),
            Timeout = TimeoutOf(environment),
            CaFile = FileOf(environment, "RECONCILER_GIT_CA_FILE"),
            Credentials = CredentialsOf(environment),
            KnownHosts = FileOf(environment, "RECONCILER_SSH_KNOWN_HOSTS"),
            Identity = FileOf(environment, "RECONCILER_SSH_IDENTITY"),
        };
    }

    private static string? Value(IReadOnlyDictionary<string, string> environment, string name) =>
        environment.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    // A relative path in an XDG variable is to be ignored (XDG Base Directory Specification).
    private static string? CacheFolderOf(IReadOnlyDictionary<string, string> environment)
    {
        if (Value(environment, "XDG_CACHE_HOME") is { } cache && Path.IsPathRooted(cache)) return Path.Combine(cache, "reconciler");
        return Value(environment, "HOME") is { } home && Path.IsPathRooted(home) ? Path.Combine(home, ".cache", "reconciler") : null;
    }

    private static TimeSpan TimeoutOf(IReadOnlyDictionary<string, string> environment)
    {
        if (Value(environment, "RECONCILER_FETCH_TIMEOUT") is not { } text) return DefaultTimeout;
        var factor = text[^1] switch { 's' => 1, 'm' => 60, _ => 0 };
        if (factor > 0 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= 3600)
            return TimeSpan.FromSeconds(count * factor);
        throw new ReconcilerException(FailureKind.Usage, "RECONCILER_FETCH_TIMEOUT is no time between 1s and 3600m", "for example 30s or 2m");
    }

    private static string? FileOf(IReadOnlyDictionary<string, string> environment, string name)
    {
        if (Value(environment, name) is not { } path) return null;
        return File.Exists(path) ? Path.GetFullPath(path) : throw new ReconcilerException(FailureKind.Usage, $"{name}: there is no file \"{path}\"");
    }

    private static RemoteCredentials? CredentialsOf(IReadOnlyDictionary<string, string> environment)
    {
        var user = Value(environment, "RECONCILER_GIT_USERNAME");
        var password = Value(environment, "RECONCILER_GIT_PASSWORD");
        var token = Value(environment, "RECONCILER_GIT_TOKEN");
        if (password is not null && token is not null)
            throw new ReconcilerException(FailureKind.Usage, "RECONCILER_GIT_PASSWORD and RECONCILER_GIT_TOKEN are both set", "keep one of the two");
        if (password is not null && user is null)
            throw new ReconcilerException(FailureKind.Usage, "RECONCILER_GIT_PASSWORD is set without RECONCILER_GIT_USERNAME");
        if ((password ?? token) is not { } secret) return null;
        return new(user ?? RemoteCredentials.TokenUser, Secret.Take(Encoding.UTF8.GetBytes(secret)));
    }
}

/// <summary>Basic authentication (RFC 7617).</summary>
public sealed record RemoteCredentials(string UserName, Secret Password)
{
    /// <summary>Who a token belongs to need not be said to forges; they take any name.</summary>
    internal const string TokenUser = "x-access-token";
}
