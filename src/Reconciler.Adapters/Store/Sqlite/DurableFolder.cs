using System.Runtime.InteropServices;

namespace Reconciler.Adapters.Store.Sqlite;

/// <summary>Makes the entries of a folder durable, a rename in it for one; flushing a file does not.</summary>
internal static partial class DurableFolder
{
    public static void Flush(string path)
    {
        var folder = open(path, 0); // O_RDONLY; a folder opens no other way
        if (folder < 0) throw new IOException($"{path} cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}");
        try
        {
            if (fsync(folder) != 0) throw new IOException($"{path} cannot be made durable: {Marshal.GetLastPInvokeErrorMessage()}");
        }
        finally
        {
            _ = close(folder); // opened for reading: nothing is lost with it
        }
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int descriptor);
}
