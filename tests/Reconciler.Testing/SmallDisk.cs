using System.Globalization;

namespace Reconciler.Testing;

/// <summary>A file system of a given size in memory, mounted below the temporary folder or where a test wants it. Needs root; without it, or where mounting is forbidden, the test is skipped.</summary>
public sealed class SmallDisk : IDisposable
{
    private readonly TempFolder _folder = new();

    private SmallDisk(string? at) => Path = at ?? _folder.Path;

    public string Path { get; }

    /// <param name="at">A folder that is there; null: one of its own.</param>
    public static SmallDisk Mount(int kibibytes, string? at = null)
    {
        var disk = new SmallDisk(at);
        var size = string.Create(CultureInfo.InvariantCulture, $"size={kibibytes}k,mode=700");
        var mounted = ExternalPrograms.Run("mount", ["-t", "tmpfs", "-o", size, "tmpfs", disk.Path]);
        if (mounted.ExitCode == 0) return disk;
        disk._folder.Dispose();
        Skip.If(true, $"no file system can be mounted here: {mounted.Error.Trim()}");
        throw new InvalidOperationException("not reached");
    }

    public string Combine(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    public void MakeReadOnly() => Remount("ro");

    public void MakeWritable() => Remount("rw");

    /// <summary>Takes all the room that is left, so that nothing more can be written; deleting the file gives it back.</summary>
    public string Fill()
    {
        var path = Combine("ballast");
        var block = new byte[4096];
        try
        {
            using var ballast = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            while (true) ballast.Write(block);
        }
        catch (IOException)
        {
            return path;
        }
    }

    public void Dispose()
    {
        ExternalPrograms.Run("umount", ["-l", Path]);
        _folder.Dispose();
    }

    private void Remount(string mode) => Assert.Equal(0, ExternalPrograms.Run("mount", ["-o", $"remount,{mode}", Path]).ExitCode);
}
