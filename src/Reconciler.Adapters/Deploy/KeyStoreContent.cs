namespace Reconciler.Adapters.Deploy;

/// <summary>One file under a password; it holds nothing in clear.</summary>
internal sealed class KeyStoreContent(byte[] file) : PublishedContent
{
    public override ReadOnlySpan<byte> this[PublishedFile published] => file;

    public override void Dispose()
    {
    }
}
