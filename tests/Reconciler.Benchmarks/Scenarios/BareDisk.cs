using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Reconciler.Benchmarks.Scenarios;

/// <summary>
/// What the disk takes to place certificates as the files target does it, durable and atomic, with nothing around it: for each a folder with four files of the
/// usual sizes, each file and the folder synced, and one link renamed into the folder that is served, which is synced too. On several threads, for a disk
/// serves several syncs with one flush.
/// </summary>
internal static partial class BareDisk
{
    private const int Threads = 16;

    /// <summary>Octets of cert, chain, fullchain and privkey of P-256.</summary>
    private static readonly int[] Sizes = [1000, 900, 1900, 250];

    public static double PlacementsPerSecond(string below, int count, TimeProvider time)
    {
        var root = Path.Combine(below, "bare");
        var served = Path.Combine(root, "served");
        Directory.CreateDirectory(served);
        var start = time.GetTimestamp();
        Parallel.For(0, count, new() { MaxDegreeOfParallelism = Threads }, i => Place(root, served, i.ToString("d6", CultureInfo.InvariantCulture)));
        var rate = count / time.GetElapsedTime(start).TotalSeconds;
        Directory.Delete(root, recursive: true);
        return rate;
    }

    private static void Place(string root, string served, string name)
    {
        var folder = Path.Combine(root, "versions", name);
        Directory.CreateDirectory(folder);
        for (var i = 0; i < Sizes.Length; i++)
        {
            using var file = new FileStream(Path.Combine(folder, $"{i}.pem"), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            file.Write(RandomNumberGenerator.GetBytes(Sizes[i]));
            file.Flush(flushToDisk: true);
        }

        Sync(folder);
        var next = Path.Combine(root, $"{name}.next");
        File.CreateSymbolicLink(next, folder);
        // Over whatever link is there, as rename(2) does it.
        if (Rename(next, Path.Combine(served, name)) != 0) throw new IOException($"rename failed: {Marshal.GetLastPInvokeError()}");
        Sync(served);
    }

    private static void Sync(string folder)
    {
        const int readOnly = 0;
        var handle = Open(folder, readOnly);
        if (handle < 0 || FSync(handle) != 0) throw new IOException($"fsync of {folder} failed: {Marshal.GetLastPInvokeError()}");
        _ = Close(handle);
    }

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Rename(string from, string to);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FSync(int handle);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int handle);
}
