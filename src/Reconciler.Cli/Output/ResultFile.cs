using Reconciler.Core.Diagnostics;

namespace Reconciler.Cli.Output;

/// <summary>A result that a person asked to have in a file.</summary>
internal static class ResultFile
{
    public static async Task WriteAsync(string path, ReadOnlyMemory<byte> content)
    {
        try
        {
            await File.WriteAllBytesAsync(path, content).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ReconcilerException(FailureKind.Environment, $"{path} cannot be written: {failure.Message}");
        }
    }
}
