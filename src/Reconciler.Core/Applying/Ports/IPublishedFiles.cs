namespace Reconciler.Core.Applying.Ports;

/// <summary>CRLs and certificates of authorities as they were published in the state folder, for whoever serves them.</summary>
public interface IPublishedFiles
{
    /// <param name="kind"><c>crl</c> or <c>ca</c>.</param>
    /// <param name="file">Name and extension. The caller has checked that each part is a name and nothing else.</param>
    /// <returns>Null when there is none.</returns>
    Task<byte[]?> TryReadAsync(string kind, string account, string region, string file, CancellationToken cancellationToken);
}
