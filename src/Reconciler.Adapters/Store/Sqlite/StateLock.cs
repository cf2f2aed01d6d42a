using System.Text.Json;
using System.Text.Json.Serialization;
using Reconciler.Core.Actual;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Store.Sqlite;

/// <summary>
/// The lock of a state's single writer: a lock of the operating system (flock) on one file, beside a second one that says who holds it. When a process
/// ends, however it ends, the system frees the lock, so a dead holder never has to be told from a living one.
/// </summary>
internal sealed class StateLock : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private readonly StateFolder _folder;
    private readonly FileStream _file;

    private StateLock(StateFolder folder, FileStream file, bool followsCutOff) => (_folder, _file, FollowsCutOff) = (folder, file, followsCutOff);

    /// <summary>Who held it before did not come to an end: what names the holder was still there.</summary>
    public bool FollowsCutOff { get; }

    /// <summary>The next holder is told that a run was cut off, too: what has to be done after one was not done.</summary>
    public bool StaysCutOff { get; set; }

    /// <summary>Tries until <paramref name="wait"/> has passed, at least once. Throws naming the holder.</summary>
    public static async Task<StateLock> TakeAsync(StateFolder folder, TimeSpan wait, TimeProvider time, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            if (TryTake(folder, time.GetUtcNow()) is { } taken) return taken;
            var left = wait - time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero) throw Taken(folder, time.GetUtcNow());
            await Task.Delay(left < Poll ? left : Poll, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What is wrong with a lock, seen without taking it: who held it was cut off, or it cannot be taken at all. Null while it is free or held.</summary>
    public static Finding? Look(StateFolder folder)
    {
        if (!File.Exists(folder.Lock)) return null;
        try
        {
            using var free = new FileStream(folder.Lock, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return ReadHolder(folder.LockHolder) is { } gone
                ? new(
                    "stale-lock",
                    $"a run of {gone.Owner} on {gone.Host}, process {gone.ProcessId}, since {gone.Since}, was cut off",
                    "run apply: it takes the lock, and finishes what was begun")
                : null;
        }
        catch (IOException failure) when (IsHeld(failure))
        {
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new("folder-unwritable", $"the state {folder.Path} cannot be written: {failure.Message}", "give the user that runs this the right to write in the state folder");
        }
    }

    public void Dispose()
    {
        using (_file)
        {
            try
            {
                if (!StaysCutOff) File.Delete(_folder.LockHolder);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // It only says who holds the lock; the lock itself goes with the handle, and the next holder writes this anew.
            }
        }
    }

    /// <summary>Opens a file that only one process can have open, made for its owner alone. Throws; see <see cref="IsHeld"/>.</summary>
    internal static FileStream Open(string file) => new(file, new FileStreamOptions
    {
        Mode = FileMode.OpenOrCreate,
        Access = FileAccess.ReadWrite,
        Share = FileShare.None,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
    });

    private static StateLock? TryTake(StateFolder folder, DateTimeOffset now)
    {
        FileStream? file = null;
        try
        {
            file = Open(folder.Lock);
            var followsCutOff = File.Exists(folder.LockHolder);
            var holder = new LockHolder(Environment.UserName, Environment.MachineName, Environment.ProcessId, Instants.Format(now));
            File.WriteAllBytes(folder.LockHolder, JsonSerializer.SerializeToUtf8Bytes(holder, LockContext.Default.LockHolder));
            return new(folder, file, followsCutOff);
        }
        catch (IOException failure) when (file is null && IsHeld(failure))
        {
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw new ReconcilerException(
                FailureKind.Environment,
                $"the state {folder.Path} cannot be locked: {failure.Message}",
                "give the user that runs this the right to write in the state folder",
                failure);
        }
    }

    /// <summary>EWOULDBLOCK of flock(2) on Linux and on macOS.</summary>
    internal static bool IsHeld(IOException failure) => failure.HResult is 11 or 35;

    private static ReconcilerException Taken(StateFolder folder, DateTimeOffset now)
    {
        var holder = ReadHolder(folder.LockHolder) is { } known
            ? $"{known.Owner} on {known.Host}, process {known.ProcessId}, since {(Instants.TryParse(known.Since, out var since) ? RelativeTime.Both(since, now) : known.Since)}"
            : "a process that has not said who it is";
        return new(
            FailureKind.Locked,
            $"the state {folder.Path} is locked by {holder}",
            "wait until that run has ended, or allow more time with --lock-timeout");
    }

    private static LockHolder? ReadHolder(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), LockContext.Default.LockHolder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            // The holder is just writing it, or has just left; the message does without.
            return null;
        }
    }
}

/// <summary>Who holds the lock.</summary>
/// <param name="Since">RFC 3339, when it was taken.</param>
internal sealed record LockHolder(string Owner, string Host, int ProcessId, string Since);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LockHolder))]
internal sealed partial class LockContext : JsonSerializerContext;
