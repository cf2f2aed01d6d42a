using LibGit2Sharp;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Git.Remotes;

/// <summary>
/// A bare copy of a remote, with all its branches and tags, in the cache folder; it can be deleted at any time. Reading goes through <see cref="OpenAsync"/>,
/// which first makes it equal to the remote: where that fails nothing is read, however recent the copy.
/// </summary>
internal sealed class RemoteMirror(RemoteAddress address, RemoteSettings settings, TimeProvider time)
{
    private const string Origin = "origin";

    /// <summary>Fetches, then opens what <paramref name="open"/> reads from the mirror's folder, before another run may change its references.</summary>
    /// <param name="needsHead">The remote's default branch is wanted.</param>
    public async Task<T> OpenAsync<T>(bool needsHead, Func<string, T> open, CancellationToken cancellationToken)
    {
        var folder = Folder();
        using var held = await MirrorLock.TakeAsync(folder + ".lock", settings.Timeout, time, cancellationToken).ConfigureAwait(false);
        LibraryOptions.Apply(settings);
        try
        {
            return FetchAndOpen(folder, needsHead, open, cancellationToken);
        }
        catch (ReconcilerException) when (IsDamaged(folder))
        {
            Directory.Delete(folder, recursive: true);
            return FetchAndOpen(folder, needsHead, open, cancellationToken);
        }
    }

    private T FetchAndOpen<T>(string folder, bool needsHead, Func<string, T> open, CancellationToken cancellationToken)
    {
        using (var mirror = OpenOrMake(folder)) Fetch(mirror, folder, needsHead, cancellationToken);
        return open(folder);
    }

    /// <summary>There is a mirror with a reference that cannot be read, or whose object is missing.</summary>
    private static bool IsDamaged(string folder)
    {
        if (!Directory.Exists(folder)) return false;
        try
        {
            using var mirror = new Repository(folder);
            return mirror.Refs.Head is null || mirror.Refs.Any(reference => reference.ResolveToDirectReference()?.Target is null);
        }
        catch (LibGit2SharpException)
        {
            return true;
        }
    }

    private string Folder()
    {
        if (settings.CacheFolder is null)
            throw new ReconcilerException(FailureKind.Usage, "there is no folder for the mirror of a remote repository", "set XDG_CACHE_HOME or HOME to an absolute path");
        var mirrors = Path.Combine(settings.CacheFolder, "mirrors");
        try
        {
            Directory.CreateDirectory(mirrors, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(mirrors, failure);
        }

        return Path.Combine(mirrors, address.FolderName);
    }

    /// <summary>What cannot be opened is no mirror, and is made anew.</summary>
    private Repository OpenOrMake(string folder)
    {
        try
        {
            if (!Repository.IsValid(folder))
            {
                if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
                Repository.Init(folder, isBare: true);
            }

            if (address.Transport == RemoteTransport.Ssh) SshCommand.Write(folder, settings);
            return Configure(new(folder), folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or LibGit2SharpException)
        {
            throw CannotWrite(folder, failure);
        }
    }

    private Repository Configure(Repository mirror, string folder)
    {
        if (mirror.Network.Remotes[Origin]?.Url != address.Url)
        {
            mirror.Network.Remotes.Remove(Origin);
            mirror.Network.Remotes.Add(Origin, address.Url, "+refs/heads/*:refs/heads/*");
        }

        // What is read comes from the host that was named: with this the library follows redirects within it, and refuses those to another.
        mirror.Config.Set("http.followRedirects", false);
        if (address.Transport == RemoteTransport.Ssh) mirror.Config.Set("core.sshCommand", SshCommand.PathIn(folder));
        return mirror;
    }

    private void Fetch(Repository mirror, string folder, bool needsHead, CancellationToken cancellationToken)
    {
        var answer = new CredentialAnswer(address, settings.Credentials);
        var silence = new SilenceClock(time);
        try
        {
            if (TryFollow(mirror, needsHead, answer, silence, cancellationToken)) return;
            var references = MirrorReferences.Of(mirror.Network.ListReferences(mirror.Network.Remotes[Origin], answer.ForConnection()));
            cancellationToken.ThrowIfCancellationRequested();
            silence.Heard();
            if (references.IsEmpty) throw Refused($"the repository \"{address.Shown}\" has no commit", "push a first one");
            if (needsHead && !references.HasHead) throw Refused($"the default branch of \"{address.Shown}\" does not exist there", "name a branch with --ref");
            if (!references.Prune(mirror)) Commands.Fetch(mirror, Origin, references.Specifications, Options(answer, silence, cancellationToken), null);
            references.SetHead(mirror);
        }
        catch (LibGit2SharpException failure)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var complaints = address.Transport == RemoteTransport.Ssh ? SshCommand.Complaints(folder) : [];
            throw new RemoteFailure(address, settings, answer.Refusal, silence.Length >= settings.Timeout, complaints).Name(failure);
        }
    }

    /// <summary>
    /// Fetches by the one connection that is enough for most looks, into a mirror that was filled before. False where that does not tell all: which branch the
    /// remote's <c>HEAD</c> stands for, or whether there is anything. True: the mirror is as the remote is. Not over http: fetching by itself, the library follows
    /// a redirect to another host, whatever <c>http.followRedirects</c> says; listing first does not.
    /// </summary>
    private bool TryFollow(Repository mirror, bool needsHead, CredentialAnswer answer, SilenceClock silence, CancellationToken cancellationToken)
    {
        if (address.Transport is RemoteTransport.Http or RemoteTransport.Https || !MirrorReferences.IsFilled(mirror)) return false;
        try
        {
            var options = Options(answer, silence, cancellationToken);
            options.Prune = true;
            Commands.Fetch(mirror, Origin, MirrorReferences.All(withHead: true), options, null);
        }
        catch (LibGit2SharpException) when (answer.Refusal is null && silence.Length < settings.Timeout && !cancellationToken.IsCancellationRequested)
        {
            // A branch a that is gone is in the way of a/b, for one; the library gives that no type. What is wrong with the server is seen again, and named.
            return false;
        }

        return MirrorReferences.IsFilled(mirror) && (!needsHead || MirrorReferences.HeadIsKnown(mirror));
    }

    private static FetchOptions Options(CredentialAnswer answer, SilenceClock silence, CancellationToken cancellationToken) => new()
    {
        TagFetchMode = TagFetchMode.None,
        CredentialsProvider = answer.ForConnection(),
        OnTransferProgress = _ => silence.Heard() && !cancellationToken.IsCancellationRequested,
        OnProgress = _ => silence.Heard() && !cancellationToken.IsCancellationRequested,
    };

    private static ReconcilerException CannotWrite(string folder, Exception failure) =>
        new(FailureKind.Environment, $"the mirror {folder} cannot be written: {failure.Message}", "delete it, or set XDG_CACHE_HOME to another folder", failure);

    private static ReconcilerException Refused(string message, string remedy) => new(FailureKind.Usage, message, remedy);

    /// <summary>How long a server has said nothing.</summary>
    private sealed class SilenceClock(TimeProvider time)
    {
        private long _since = time.GetTimestamp();

        public TimeSpan Length => time.GetElapsedTime(_since);

        /// <summary>Always true.</summary>
        public bool Heard()
        {
            _since = time.GetTimestamp();
            return true;
        }
    }
}
