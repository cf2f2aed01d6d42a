using System.Runtime.InteropServices;

namespace Reconciler.Adapters.Keys;

/// <summary>Makes the entries of a folder durable, which flushing a file does not.</summary>
internal static partial class DurableFolder
{
    // O_RDONLY; a folder opens no other way.
    private const int ReadOnly = 0;

    public static void Flush(string path)
    {
        var folder = Open(path, ReadOnly);
        if (folder < 0) throw new IOException($"{path} cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}");
        try
        {
            if (Sync(folder) != 0) throw new IOException($"{path} cannot be made durable: {Marshal.GetLastPInvokeErrorMessage()}");
        }
        finally
        {
            _ = Close(folder); // opened for reading: nothing is lost with it
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
