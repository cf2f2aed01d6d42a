using Reconciler.Adapters.Git;
using Reconciler.Adapters.Git.Remotes;
using Reconciler.Adapters.Store.Snapshots;
using Reconciler.Adapters.Store.Sqlite;
using Reconciler.Cli.Commands;
using Reconciler.Core.Actual;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Events;
using Reconciler.Pki.Keys;

namespace Reconciler.Cli.Composition;

/// <summary>Which state an invocation works on.</summary>
/// <param name="Folder">Absolute folder; null for <c>--state none</c> and for a snapshot.</param>
/// <param name="IsChosenByUs">It lies neither in the repository nor where a person said.</param>
/// <param name="Snapshot">An exported state, which can only be read; as the person wrote it.</param>
internal sealed record StatePlace(string? Folder, bool IsChosenByUs = false, string? Snapshot = null)
{
    /// <summary>
    /// What <c>--state</c> says; by default <c>.reconciler</c> in a folder, and below <c>$XDG_STATE_HOME/reconciler</c> for a bare or remote repository.
    /// </summary>
    public static StatePlace Of(string repository, bool isBare, Invocation invocation)
    {
        switch (invocation.Options.State)
        {
            case "none":
                return new((string?)null);
            case { } text when text.Contains("://", StringComparison.Ordinal) || text.Contains('='):
                throw new ReconcilerException(FailureKind.Usage, $"--state {text}: only a folder, a snapshot or \"none\" is possible in this version");
            case { } file when file.EndsWith(".json", StringComparison.Ordinal):
                return new(null, Snapshot: file);
            case { } folder:
                return new(Path.GetFullPath(folder));
        }

        if (!isBare) return new(Path.Combine(Path.TrimEndingDirectorySeparator(Path.GetFullPath(repository)), ".reconciler"));
        return new(Path.Combine(Home(invocation.Environment), RepositoryName.Of(repository)), IsChosenByUs: true);
    }

    /// <summary>Names a place on stderr that nobody named, so that it can be found.</summary>
    public async Task TellAsync(Invocation invocation)
    {
        if (IsChosenByUs && !invocation.Options.Quiet) await invocation.Terminal.Error.WriteLineAsync($"The state is in {Folder}").ConfigureAwait(false);
    }

    /// <summary>The state of a repository without reading its manifests: opening it tells whether it is bare.</summary>
    public static async Task<StatePlace> FindAsync(string repository, Invocation invocation, CancellationToken cancellationToken)
    {
        if (invocation.Options.State is not null) return Of(repository, isBare: false, invocation);
        var place = Of(repository, await WorkingFolderOfAsync(repository, cancellationToken).ConfigureAwait(false) is null, invocation);
        await place.TellAsync(invocation).ConfigureAwait(false);
        return place;
    }

    /// <summary>Null for a bare repository and for a remote one, which need not be reached for it.</summary>
    public static async Task<string?> WorkingFolderOfAsync(string repository, CancellationToken cancellationToken)
    {
        if (RemoteAddress.IsRemote(repository)) return null;
        var tree = await new GitSourceOpener().OpenAsync(new(repository, null, null), cancellationToken).ConfigureAwait(false);
        return tree.WorkingFolder;
    }

    /// <summary>The folder, for verbs that have nothing to do without one.</summary>
    public string RequireFolder()
    {
        RefuseSnapshot();
        return Folder ?? throw new ReconcilerException(FailureKind.Usage, "there is no state with --state none", "name a folder with --state, or leave it out");
    }

    /// <summary>For verbs that write, and those that need what a snapshot leaves out.</summary>
    public void RefuseSnapshot()
    {
        if (Snapshot is { } file)
            throw new ReconcilerException(FailureKind.Usage, $"--state {file} is a snapshot: plan, preview, status and explain read it, nothing else can", "name the folder of the state with --state, or leave it out");
    }

    public IAuditLog OpenAuditLog() => new SqliteAuditLog(RequireFolder());

    public IOutbox OpenOutbox(TimeProvider time) => new SqliteOutbox(RequireFolder(), time, new SystemEntropy());

    public IActualStore OpenStore(TimeProvider time)
    {
        if (Snapshot is { } file) return new SnapshotStore(file);
        return Folder is null ? new NoStore() : new SqliteStore(Folder, time, new SystemEntropy());
    }

    // A relative path in an XDG variable is to be ignored (XDG Base Directory Specification). A state holds keys, so no folder that others share takes its place.
    private static string Home(IReadOnlyDictionary<string, string> environment)
    {
        if (environment.GetValueOrDefault("XDG_STATE_HOME") is { } given && Path.IsPathRooted(given)) return Path.Combine(given, "reconciler");
        if (environment.GetValueOrDefault("HOME") is { } home && Path.IsPathRooted(home)) return Path.Combine(home, ".local", "state", "reconciler");
        throw new ReconcilerException(FailureKind.Usage, "there is no folder for the state of a bare or remote repository", "name one with --state, or set XDG_STATE_HOME or HOME to an absolute path");
    }
}
