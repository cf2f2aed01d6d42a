using System.Diagnostics.CodeAnalysis;

namespace Reconciler.Adapters.Git;

/// <summary>Reads regular files of a working tree within the size limit.</summary>
internal static class FileContent
{
    public static bool TryRead(string path, [NotNullWhen(true)] out byte[]? content, [NotNullWhen(false)] out string? problem) => TryRead(path, null, out content, out problem);

    /// <param name="size">Octets of a file that was just seen to be regular; null when nothing is known about it.</param>
    public static bool TryRead(string path, long? size, [NotNullWhen(true)] out byte[]? content, [NotNullWhen(false)] out string? problem)
    {
        content = null;
        problem = null;
        try
        {
            if (size is null)
            {
                var info = new FileInfo(path);
                if ((info.Attributes & (FileAttributes.ReparsePoint | FileAttributes.Directory)) != 0)
                {
                    problem = "not a regular file";
                    return false;
                }

                size = info.Length;
            }

            // Opening a pipe would wait for its writer; pipes and devices have no length.
            if (size == 0)
            {
                content = [];
                return true;
            }

            // Shared with writers: a lock would be two system calls more, and those who write manifests ask for none.
            using var handle = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
            var length = RandomAccess.GetLength(handle);
            if (length > SourceSelection.LargestFile)
            {
                problem = $"{length} bytes; {SourceSelection.LargestFile} are allowed";
                return false;
            }

            content = ReadWhole(handle, (int)length);
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            problem = "permission denied";
        }
        catch (Exception failure) when (failure is IOException or ArgumentException or NotSupportedException)
        {
            problem = failure is FileNotFoundException or DirectoryNotFoundException ? "it is no longer there" : "the file cannot be opened";
        }

        return false;
    }

    /// <summary>True when a folder on the way to the file, or the file, is a link. What does not exist is none.</summary>
    public static bool PassesLink(string root, string relative)
    {
        var path = root;
        foreach (var part in relative.Split('/'))
        {
            path = Path.Combine(path, part);
            if (new FileInfo(path).LinkTarget is not null) return true;
        }

        return false;
    }

    private static byte[] ReadWhole(Microsoft.Win32.SafeHandles.SafeFileHandle handle, int length)
    {
        var content = GC.AllocateUninitializedArray<byte>(length);
        var count = 0;
        while (count < length && RandomAccess.Read(handle, content.AsSpan(count), count) is > 0 and var got) count += got;
        return count == length ? content : content[..count];
    }
}
