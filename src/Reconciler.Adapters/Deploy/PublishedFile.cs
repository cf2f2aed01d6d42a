namespace Reconciler.Adapters.Deploy;

/// <summary>The files that a certificate is published as.</summary>
internal enum PublishedFile
{
    Certificate,
    Chain,
    FullChain,
    PrivateKey,
    Bundle,
    Pkcs12,
    Jks,
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
        PublishedFile.Pkcs12 => "keystore.p12",
        PublishedFile.Jks => "keystore.jks",
    };

    public static bool HoldsKey(this PublishedFile file) => file is not (PublishedFile.Certificate or PublishedFile.Chain or PublishedFile.FullChain);
}
