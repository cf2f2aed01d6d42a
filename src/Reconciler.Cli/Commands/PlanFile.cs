using Reconciler.Core.Diagnostics;
using Reconciler.Core.Planning;
using Reconciler.Core.Reporting;

namespace Reconciler.Cli.Commands;

/// <summary>A saved plan on disk.</summary>
internal static class PlanFile
{
    /// <summary>Reads it; never more than a plan may have, whatever the file is.</summary>
    public static async Task<SavedPlan> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var file = new FileStream(path, new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan });
            await using var owner = file.ConfigureAwait(false);
            if (file.CanSeek && file.Length > SavedPlanJson.MaxLength) throw SavedPlanJson.TooLarge(path);
            using var content = new MemoryStream();
            var buffer = new byte[64 * 1024];
            for (var read = -1; read != 0 && content.Length <= SavedPlanJson.MaxLength;)
            {
                read = await file.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
                content.Write(buffer, 0, read);
            }

            return SavedPlanJson.Read(content.GetBuffer().AsMemory(0, (int)content.Length), path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ReconcilerException(FailureKind.Usage, $"the plan {path} cannot be read: {failure.Message}", "name a file that reconciler plan --out wrote");
        }
    }
}
