using Reconciler.Adapters.Git;
using Reconciler.Adapters.Git.Remotes;
using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;
using Reconciler.Testing;

namespace Reconciler.Adapters.Tests.Git.Remotes;

/// <summary>Opens remotes with a cache folder of its own. The library's time limits hold for the process, so tests with remotes run one after another.</summary>
public sealed class Mirrored : IDisposable
{
    public const string OneAtATime = "remotes";

    private readonly TempFolder _cache = new();

    public RemoteSettings Settings => new() { CacheFolder = _cache.Path };

    /// <summary>The mirrors made so far.</summary>
    public string[] Folders => Directory.Exists(_cache.Combine("mirrors")) ? Directory.GetDirectories(_cache.Combine("mirrors")) : [];

    public static RemoteCredentials Credentials(string user, string password) => new(user, Secret.CopyOf(System.Text.Encoding.UTF8.GetBytes(password)));

    public Task<ISourceTree> Open(string url, string? reference = null, string? path = null, RemoteSettings? settings = null) =>
        new GitSourceOpener(settings ?? Settings).OpenAsync(new(url, reference, path), CancellationToken.None);

    public async Task<string> Refused(FailureKind kind, string url, string? reference = null, RemoteSettings? settings = null)
    {
        var failure = await Assert.ThrowsAsync<ReconcilerException>(() => Open(url, reference, settings: settings));
        Assert.Equal(kind, failure.Kind);
        return $"{failure.Message}\n{failure.Remedy}";
    }

    public void Dispose() => _cache.Dispose();
}
