using System.Diagnostics.CodeAnalysis;

namespace Reconciler.Adapters.Git;

/// <summary>Reads regular files of a working tree within the size limit.</summary>
internal static class FileContent
{
    public static bool TryRead(string path, [NotNullWhen(true)] out byte[]? content, [NotNullWhen(false)] out string? problem)
    {
        content = null;
        problem = null;
        try
        {
            var info = new FileInfo(path);
            if ((info.Attributes & (FileAttributes.ReparsePoint | FileAttributes.Directory)) != 0)
            {
                problem = "not a regular file";
                return false;
            }

            // Opening a pipe would wait for its writer; pipes and devices have no length.
            if (info.Length == 0)
            {
                content = [];
                return true;
            }

            using var handle = File.OpenHandle(path);
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
