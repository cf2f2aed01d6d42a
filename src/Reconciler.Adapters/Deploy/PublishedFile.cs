namespace Reconciler.Adapters.Deploy;

/// <summary>The files that a certificate is published as.</summary>
internal enum PublishedFile
{
    Certificate,
    Chain,
    FullChain,
    PrivateKey,
    Bundle,
}

internal static class PublishedFiles
{
    public static string FileName(this PublishedFile file) => file switch
    {
        PublishedFile.Certificate => "cert.pem",
        PublishedFile.Chain => "chain.pem",
        PublishedFile.FullChain => "fullchain.pem",
        PublishedFile.PrivateKey => "privkey.pem",
        PublishedFile.Bundle => "bundle.pem",
    };

    public static bool HoldsKey(this PublishedFile file) => file is PublishedFile.PrivateKey or PublishedFile.Bundle;
}
