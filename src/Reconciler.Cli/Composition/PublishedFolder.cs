using Reconciler.Core.Applying.Ports;

namespace Reconciler.Cli.Composition;

/// <summary>What authorities published in the state folder.</summary>
internal sealed class PublishedFolder(string stateFolder) : IPublishedFiles
{
    public async Task<byte[]?> TryReadAsync(string kind, string account, string region, string file, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(Path.Combine(stateFolder, kind, account, region, file), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
