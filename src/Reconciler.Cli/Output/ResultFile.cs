using Reconciler.Core.Diagnostics;

namespace Reconciler.Cli.Output;

/// <summary>A result that a person asked to have in a file.</summary>
internal static class ResultFile
{
    /// <summary>The file is as it was or whole, never half: it is written beside and renamed. A link is followed and a device written to.</summary>
    public static async Task WriteAsync(string path, ReadOnlyMemory<byte> content)
    {
        try
        {
            if (IsWrittenInto(path)) await File.WriteAllBytesAsync(path, content).ConfigureAwait(false);
            else await ReplaceAsync(path, content).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ReconcilerException(FailureKind.Environment, $"{path} cannot be written: {failure.Message}");
        }
    }

    private static bool IsWrittenInto(string path) =>
        new FileInfo(path).LinkTarget is not null || Path.GetFullPath(path).StartsWith("/dev/", StringComparison.Ordinal);

    private static async Task ReplaceAsync(string path, ReadOnlyMemory<byte> content)
    {
        var beside = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            await File.WriteAllBytesAsync(beside, content).ConfigureAwait(false);
            if (!OperatingSystem.IsWindows() && File.Exists(path)) File.SetUnixFileMode(beside, File.GetUnixFileMode(path));
            File.Move(beside, path, overwrite: true);
        }
        finally
        {
            File.Delete(beside);
        }
    }
}
