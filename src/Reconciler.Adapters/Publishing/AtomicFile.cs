namespace Reconciler.Adapters.Publishing;

/// <summary>Replaces a file so that every reader sees the old or the new content, whole, and a power cut leaves one of them.</summary>
internal static class AtomicFile
{
    /// <summary>Keeps mode and owner. Returns a failure sentence, or null.</summary>
    public static string? Replace(string path, ReadOnlySpan<byte> content)
    {
        var folder = Path.GetDirectoryName(path)!;
        var temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.reconciler");
        try
        {
            // Left by a run that was cut off. Deleting it first means that a link put in its place is never written through.
            File.Delete(temporary);
            Write(temporary, content, path);
            File.Move(temporary, path, overwrite: true);
            PosixFile.Synchronize(folder);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"{path} cannot be replaced: {error.Message}{Cleaned(temporary)}";
        }
    }

    private static void Write(string temporary, ReadOnlySpan<byte> content, string model)
    {
        if (OperatingSystem.IsWindows()) throw new IOException("mode and owner can be kept on Unix systems alone");
        using var stream = new FileStream(temporary, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        PosixFile.CopyOwner(model, temporary);
        File.SetUnixFileMode(stream.SafeFileHandle, File.GetUnixFileMode(model));
        stream.Write(content);
        stream.Flush(flushToDisk: true);
    }

    private static string Cleaned(string temporary)
    {
        try
        {
            File.Delete(temporary);
            return "";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"; {temporary} stays behind";
        }
    }
}
