namespace Reconciler.Adapters.Deploy;

/// <summary>What the files of one certificate hold. It may hold a key in clear; the owner disposes it.</summary>
internal abstract class PublishedContent : IDisposable
{
    /// <summary>Only files of the layout that it was made for.</summary>
    public abstract ReadOnlySpan<byte> this[PublishedFile file] { get; }

    public abstract void Dispose();
}
