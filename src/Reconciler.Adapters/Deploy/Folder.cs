using Microsoft.Win32.SafeHandles;

namespace Reconciler.Adapters.Deploy;

/// <summary>
/// An open folder. Everything is done relative to it, one name at a time and without following a link in the last part, so that renaming or
/// linking above it leads nothing astray. Throws <see cref="FileFailureException"/> with the path where a step fails. Thread safe.
/// </summary>
internal sealed class Folder : IDisposable
{
    public const UnixFileMode FolderMode = (UnixFileMode)0b111_101_101;
    public const UnixFileMode PublicMode = (UnixFileMode)0b110_100_100;

    private readonly SafeFileHandle _handle;
    private readonly bool _pathOnly;

    private Folder(SafeFileHandle handle, string path, bool pathOnly) => (_handle, Path, _pathOnly) = (handle, path, pathOnly);

    /// <summary>Absolute, for messages.</summary>
    public string Path { get; }

    /// <summary>Opens an absolute path as given, following links; null when it is not there.</summary>
    public static Folder? TryOpen(string path, bool pathOnly)
    {
        var error = PosixFiles.Open(null, path, Flags(pathOnly), 0, out var handle);
        return Opened(error, handle, path, pathOnly);
    }

    /// <summary>Null when it is not there. A link is refused unless it may be followed.</summary>
    public Folder? TryOpenFolder(string name, bool followLinks = false, bool pathOnly = false)
    {
        var flags = Flags(pathOnly) | (followLinks ? 0 : PosixFiles.NoFollow);
        var error = PosixFiles.Open(_handle, name, flags, 0, out var handle);
        if (error is PosixFiles.NotAFolder or PosixFiles.TooManyLinks && TryStat(name) is { IsLink: true } && !followLinks)
        {
            handle.Dispose();
            throw new FileFailureException($"{Of(name)} is a link, which is not followed here", needsPerson: true);
        }

        return Opened(error, handle, Of(name), pathOnly);
    }

    /// <summary>Makes a folder of mode 0755 whatever the umask is; false when something of that name is there.</summary>
    public bool MakeFolder(string name)
    {
        var error = PosixFiles.MakeFolder(_handle, name, FolderMode);
        if (error == PosixFiles.Exists) return false;
        ThrowOn(error, "make the folder", name);
        using var made = TryOpenFolder(name);
        if (made is not null) ThrowOn(PosixFiles.ChangeMode(made._handle, FolderMode), "set the permissions of", name);
        return true;
    }

    /// <summary>
    /// Writes a new file. It has its mode and owner before it holds anything, but for bits that the umask took away, which are given back last.
    /// </summary>
    /// <param name="owner">Numeric user id; null: whoever runs us.</param>
    /// <param name="durable">False: the caller syncs the file system.</param>
    public FileStat WriteFile(string name, ReadOnlySpan<byte> content, UnixFileMode mode, uint? owner, bool durable)
    {
        const int NewFile = PosixFiles.Create | PosixFiles.Exclusive | PosixFiles.WriteOnly;
        var error = PosixFiles.Open(_handle, name, NewFile | PosixFiles.NoFollow, mode, out var file);
        using var opened = file;
        ThrowOn(error, "create", name);
        if (owner is { } user) ThrowOn(PosixFiles.ChangeOwner(file, user), "set the owner of", name);
        ThrowOn(PosixFiles.Write(file, content), "write", name);
        ThrowOn(PosixFiles.Stat(file, out var stat), "look at", name);
        if (stat.Permissions != (int)mode)
        {
            ThrowOn(PosixFiles.ChangeMode(file, mode), "set the permissions of", name);
            ThrowOn(PosixFiles.Stat(file, out stat), "look at", name);
        }

        if (durable) ThrowOn(PosixFiles.Sync(file), "make durable", name);
        return stat;
    }

    /// <summary>Null when it is not there.</summary>
    public FileStat? TryStat(string path)
    {
        var error = PosixFiles.Stat(_handle, path, out var stat);
        if (IsAbsence(error)) return null;
        ThrowOn(error, "look at", path);
        return stat;
    }

    /// <summary>
    /// The clock by which the file system stamps, in nanoseconds since 1970, read by stamping this folder; no later change gets an earlier stamp.
    /// It is later than <paramref name="stamp"/>, at once where the kernel gives fine stamps to files that were looked at (from 6.13), after its
    /// next tick of at most 10 ms elsewhere. Only where ticks are longer it gives up, and may be equal.
    /// </summary>
    public long ClockAfter(long stamp)
    {
        const int MostReadings = 4_000;
        FileStat stat = default;
        for (var i = 0; i < MostReadings && stat.ChangedNanoseconds <= stamp; i++)
        {
            ThrowOn(PosixFiles.Touch(_handle), "stamp", "");
            ThrowOn(PosixFiles.Stat(_handle, out stat), "look at", "");
        }

        return stat.ChangedNanoseconds;
    }

    /// <summary>Opens a regular file for reading; null when it is not there.</summary>
    public SafeFileHandle? TryOpenFile(string path)
    {
        var error = PosixFiles.Open(_handle, path, PosixFiles.ReadOnly | PosixFiles.NoFollow | PosixFiles.NoWait, 0, out var file);
        if (error == 0) return file;
        file.Dispose();
        return IsAbsence(error) ? null : throw FileFailureException.Of("open", Of(path), error);
    }

    /// <summary>False when nothing is there.</summary>
    /// <param name="target">Null when what is there is no link.</param>
    public bool TryReadLink(string name, out string? target)
    {
        var error = PosixFiles.ReadLink(_handle, name, out target);
        if (error == PosixFiles.InvalidArgument) return true;
        if (IsAbsence(error)) return false;
        ThrowOn(error, "read the link", name);
        return true;
    }

    /// <summary>False when something of that name is there.</summary>
    public bool MakeLink(string name, string target)
    {
        var error = PosixFiles.MakeLink(_handle, name, target);
        if (error == PosixFiles.Exists) return false;
        ThrowOn(error, "make the link", name);
        return true;
    }

    /// <summary>Moves a file or link over whatever file or link <paramref name="newName"/> is.</summary>
    public void Move(string name, Folder to, string newName) => ThrowOn(PosixFiles.Rename(_handle, name, to._handle, newName), "rename to " + to.Of(newName), name);

    /// <summary>False when it was not there.</summary>
    public bool RemoveFile(string name)
    {
        var error = PosixFiles.RemoveFile(_handle, name);
        if (IsAbsence(error)) return false;
        ThrowOn(error, "remove", name);
        return true;
    }

    /// <summary>Removes an empty folder; false when it is not empty. One that is gone counts as removed.</summary>
    public bool RemoveFolder(string name)
    {
        var error = PosixFiles.RemoveFolder(_handle, name);
        if (error is PosixFiles.NotEmpty or PosixFiles.Exists) return false;
        if (!IsAbsence(error)) ThrowOn(error, "remove", name);
        return true;
    }

    /// <summary>Makes the entries of this folder durable.</summary>
    public void Sync()
    {
        if (!_pathOnly)
        {
            ThrowOn(PosixFiles.Sync(_handle), "make durable", "");
            return;
        }

        using var readable = TryOpenFolder(".");
        readable?.Sync();
    }

    /// <summary>Makes everything on the folder's file system durable.</summary>
    public void SyncFileSystem() => ThrowOn(PosixFiles.SyncFileSystem(_handle), "make durable", "");

    public string Of(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => _handle.Dispose();

    private static int Flags(bool pathOnly) => PosixFiles.FolderOnly | (pathOnly ? PosixFiles.PathOnly : PosixFiles.ReadOnly);

    private static bool IsAbsence(int error) => error is PosixFiles.NoSuchEntry or PosixFiles.NotAFolder;

    private static Folder? Opened(int error, SafeFileHandle handle, string path, bool pathOnly)
    {
        if (error == 0) return new(handle, path, pathOnly);
        handle.Dispose();
        if (error == PosixFiles.NoSuchEntry) return null;
        if (error == PosixFiles.NotAFolder) throw new FileFailureException($"{path} is not a folder", needsPerson: true);
        throw FileFailureException.Of("open", path, error);
    }

    private void ThrowOn(int error, string step, string name)
    {
        if (error != 0) throw FileFailureException.Of(step, Of(name), error);
    }
}
