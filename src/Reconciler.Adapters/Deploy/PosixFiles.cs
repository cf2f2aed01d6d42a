using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Reconciler.Adapters.Deploy;

/// <summary>
/// The system calls that .NET has no counterpart for, relative to open folders, so that no path is resolved twice. Linux with a 64-bit libc.
/// Every method returns 0 or an error number (errno).
/// </summary>
internal static partial class PosixFiles
{
    public const int NoSuchEntry = 2;
    public const int Exists = 17;
    public const int NotAFolder = 20;
    public const int InvalidArgument = 22;
    public const int NotEmpty = 39;
    public const int TooManyLinks = 40;

    public const int ReadOnly = 0;
    public const int WriteOnly = 1;
    public const int Create = 0x40;
    public const int Exclusive = 0x80;

    /// <summary>A pipe that took a file's place is opened without waiting for its writer.</summary>
    public const int NoWait = 0x800;

    /// <summary>Opens the entry itself, not its content: search permission on the way to it is enough.</summary>
    public const int PathOnly = 0x200000;

    /// <summary>Arm numbers these two differently.</summary>
    public static readonly int FolderOnly = IsArm ? 0x4000 : 0x10000;
    public static readonly int NoFollow = IsArm ? 0x8000 : 0x20000;

    private const int Interrupted = 4;
    private const int CloseOnExec = 0x80000;
    private const int RemoveFolderFlag = 0x200;
    private const int LinkItself = 0x100;
    private const int EmptyPath = 0x1000;
    private const uint BasicStats = 0x7FF;
    private const uint KeepGroup = uint.MaxValue;
    private const int LongestLink = 4096;

    /// <summary>Stands for the folder where the path is absolute.</summary>
    private static readonly SafeFileHandle NoFolder = new(-100, ownsHandle: false);

    private static bool IsArm => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;

    /// <summary>Opens an absolute path, or an entry of a folder.</summary>
    /// <param name="mode">Of a file that is created; the umask narrows it.</param>
    public static int Open(SafeFileHandle? folder, string path, int flags, UnixFileMode mode, out SafeFileHandle handle)
    {
        int descriptor, error;
        do
        {
            descriptor = OpenAt(folder ?? NoFolder, path, flags | CloseOnExec, (uint)mode);
            error = ErrorOf(descriptor);
        }
        while (error == Interrupted);
        handle = new(descriptor, ownsHandle: true);
        return error;
    }

    public static int MakeFolder(SafeFileHandle folder, string name, UnixFileMode mode) => ErrorOf(MakeFolderAt(folder, name, (uint)mode));

    public static int MakeLink(SafeFileHandle folder, string name, string target) => ErrorOf(MakeLinkAt(target, folder, name));

    public static int Rename(SafeFileHandle from, string name, SafeFileHandle to, string newName) => ErrorOf(RenameAt(from, name, to, newName));

    public static int RemoveFile(SafeFileHandle folder, string name) => ErrorOf(UnlinkAt(folder, name, 0));

    public static int RemoveFolder(SafeFileHandle folder, string name) => ErrorOf(UnlinkAt(folder, name, RemoveFolderFlag));

    public static int ChangeMode(SafeFileHandle file, UnixFileMode mode) => ErrorOf(ChangeModeOf(file, (uint)mode));

    public static int ChangeOwner(SafeFileHandle file, uint user) => ErrorOf(ChangeOwnerOf(file, user, KeepGroup));

    /// <summary>Sets both times to now.</summary>
    public static int Touch(SafeFileHandle file) => ErrorOf(SetTimes(file, times: 0));

    /// <summary>Content and metadata of one file or folder.</summary>
    public static int Sync(SafeFileHandle file) => ErrorOf(SyncFile(file));

    /// <summary>All of the file system that holds <paramref name="file"/>; reports write errors since the handle was opened.</summary>
    public static int SyncFileSystem(SafeFileHandle file) => ErrorOf(SyncWhole(file));

    public static int Stat(SafeFileHandle file, out FileStat stat) => Stat(file, "", EmptyPath, out stat);

    /// <summary>A link as the last part is described itself.</summary>
    public static int Stat(SafeFileHandle folder, string path, out FileStat stat) => Stat(folder, path, LinkItself, out stat);

    public static unsafe int Write(SafeFileHandle file, ReadOnlySpan<byte> content)
    {
        while (!content.IsEmpty)
        {
            nint written;
            fixed (byte* start = content) written = WriteTo(file, start, (nuint)content.Length);
            if (written > 0) content = content[(int)written..];
            else if (written < 0 && Marshal.GetLastPInvokeError() is var error && error != Interrupted) return error;
        }

        return 0;
    }

    /// <param name="target">Null unless the result is 0; <see cref="InvalidArgument"/> says that the entry is no link.</param>
    public static unsafe int ReadLink(SafeFileHandle folder, string name, out string? target)
    {
        var buffer = stackalloc byte[LongestLink];
        var length = ReadLinkAt(folder, name, buffer, LongestLink);
        target = length < 0 ? null : System.Text.Encoding.UTF8.GetString(buffer, (int)length);
        return ErrorOf((int)length);
    }

    private static int Stat(SafeFileHandle folder, string path, int flags, out FileStat stat)
    {
        var error = ErrorOf(StatAt(folder, path, flags, BasicStats, out var raw));
        stat = error == 0 ? raw.ToStat() : default;
        return error;
    }

    private static int ErrorOf(int result) => result < 0 ? Marshal.GetLastPInvokeError() : 0;

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenAt(SafeFileHandle folder, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFolderAt(SafeFileHandle folder, string path, uint mode);

    [LibraryImport("libc", EntryPoint = "symlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeLinkAt(string target, SafeFileHandle folder, string path);

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAt(SafeFileHandle folder, string path, SafeFileHandle newFolder, string newPath);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnlinkAt(SafeFileHandle folder, string path, int flags);

    [LibraryImport("libc", EntryPoint = "readlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial nint ReadLinkAt(SafeFileHandle folder, string path, byte* buffer, nuint size);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatAt(SafeFileHandle folder, string path, int flags, uint mask, out RawStat stat);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    private static partial int ChangeModeOf(SafeFileHandle file, uint mode);

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    private static partial int ChangeOwnerOf(SafeFileHandle file, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "futimens", SetLastError = true)]
    private static partial int SetTimes(SafeFileHandle file, nint times);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int SyncFile(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    private static partial int SyncWhole(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint WriteTo(SafeFileHandle file, byte* buffer, nuint count);

    /// <summary><c>struct statx</c> of the kernel, the same on every architecture.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private readonly struct RawStat
    {
        [FieldOffset(20)]
        private readonly uint _owner;

        [FieldOffset(28)]
        private readonly ushort _mode;

        [FieldOffset(32)]
        private readonly ulong _inode;

        [FieldOffset(40)]
        private readonly ulong _size;

        [FieldOffset(96)]
        private readonly RawTime _changed;

        [FieldOffset(112)]
        private readonly RawTime _modified;

        public FileStat ToStat() => unchecked(new(_mode, _owner, (long)_inode, (long)_size, _modified.Nanoseconds, _changed.Nanoseconds));
    }

    [StructLayout(LayoutKind.Sequential, Size = 16)]
    private readonly struct RawTime
    {
        private readonly long _seconds;
        private readonly uint _nanoseconds;

        public long Nanoseconds => unchecked(_seconds * 1_000_000_000 + _nanoseconds);
    }
}
