using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Keys;

/// <summary>A file that a person asked for, for its owner alone: it appears whole, mode 0600, or not at all.</summary>
public static class PrivateFile
{
    /// <summary>Refuses a file that is there, unless it may be replaced.</summary>
    public static void Check(string path, bool mayReplace)
    {
        if (Directory.Exists(path)) throw new ReconcilerException(FailureKind.Usage, $"{path} is a folder", "name a file in it");
        if (Path.Exists(path) && !mayReplace) throw new ReconcilerException(FailureKind.Usage, $"{path} is there already, and is not written over", "name another file, or add --force");
    }

    /// <summary>What a run that was cut off left beside the file is written over by the next one.</summary>
    /// <param name="path">Absolute.</param>
    public static void Write(string path, ReadOnlySpan<byte> content, bool mayReplace, IFaultInjector faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        var temporary = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.reconciler-new");
        try
        {
            File.Delete(temporary);
            using (var file = new FileStream(temporary, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                BufferSize = 0,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            faults.Reach("export.beside");
            File.Move(temporary, path, mayReplace);
            DurableFolder.Flush(Path.GetDirectoryName(path)!);
            faults.Reach("export.written");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ReconcilerException(FailureKind.Environment, $"{path} cannot be written: {failure.Message}", "name a file in a folder that you may write to", failure);
        }
        finally
        {
            if (File.Exists(temporary)) File.Delete(temporary);
        }
    }
}
