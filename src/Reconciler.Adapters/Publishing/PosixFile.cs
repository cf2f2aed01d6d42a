using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Reconciler.Adapters.Publishing;

/// <summary>System calls on files that the framework does not offer. Failures are <see cref="IOException"/>.</summary>
internal static partial class PosixFile
{
    private const int CurrentFolder = -100;
    private const uint OwnerAndGroup = 0x18;

    /// <summary>Gives a file the owner and group of another; does nothing where they are the same.</summary>
    public static void CopyOwner(string from, string to)
    {
        var (wanted, actual) = (OwnerOf(from), OwnerOf(to));
        if (wanted != actual && chown(to, wanted.User, wanted.Group) != 0) throw Failure($"the owner of {from} cannot be kept");
    }

    /// <summary>Makes the entries of a folder durable, a rename in it for one.</summary>
    public static void Synchronize(string folder)
    {
        var descriptor = open(folder, 0);
        if (descriptor < 0) throw Failure($"the folder {folder} cannot be opened");
        try
        {
            if (fsync(descriptor) != 0) throw Failure($"the folder {folder} cannot be made durable");
        }
        finally
        {
            _ = close(descriptor);
        }
    }

    /// <summary>By statx, whose structure is the same on every architecture: 256 octets, user at 20, group at 24.</summary>
    private static (uint User, uint Group) OwnerOf(string path)
    {
        Span<byte> status = stackalloc byte[256];
        return statx(CurrentFolder, path, 0, OwnerAndGroup, ref MemoryMarshal.GetReference(status)) == 0
            ? (BitConverter.ToUInt32(status[20..]), BitConverter.ToUInt32(status[24..]))
            : throw Failure($"the owner of {path} cannot be read");
    }

    private static IOException Failure(string what) => new($"{what}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, ref byte status);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int chown(string path, uint user, uint group);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int descriptor);
}
