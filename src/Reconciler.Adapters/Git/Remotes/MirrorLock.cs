using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Git.Remotes;

/// <summary>Keeps other runs out of a mirror while its references change: a lock of the operating system on a file beside it, freed when its process ends.</summary>
internal sealed class MirrorLock : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private readonly FileStream _file;

    private MirrorLock(FileStream file) => _file = file;

    /// <summary>Tries until <paramref name="wait"/> has passed, at least once.</summary>
    public static async Task<MirrorLock> TakeAsync(string path, TimeSpan wait, TimeProvider time, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            if (TryTake(path) is { } taken) return taken;
            if (time.GetElapsedTime(start) >= wait)
                throw new ReconcilerException(FailureKind.Locked, $"another run is fetching into the mirror {path}", "wait until it has ended, or allow more time with RECONCILER_FETCH_TIMEOUT");
            await Task.Delay(Poll, time, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => _file.Dispose();

    private static MirrorLock? TryTake(string path)
    {
        try
        {
            return new(new(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }));
        }
        catch (IOException failure) when (failure.HResult is 11 or 35)
        {
            // EWOULDBLOCK of flock(2) on Linux and on macOS.
            return null;
        }
    }
}
