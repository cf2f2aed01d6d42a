using System.Security.Cryptography;

namespace Reconciler.Core.Domain;

/// <summary>
/// Bytes that must not be seen: pinned, so that no copy stays behind when memory is compacted, zeroed on disposal, and without a text form.
/// The owner disposes it.
/// </summary>
public sealed class Secret : IDisposable
{
    private readonly byte[] _bytes;
    private bool _disposed;

    private Secret(byte[] pinned) => _bytes = pinned;

    /// <summary>The bytes; throws once disposed.</summary>
    public ReadOnlySpan<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _bytes;
        }
    }

    /// <summary>Copies <paramref name="bytes"/>; the caller zeroes its own.</summary>
    public static Secret CopyOf(ReadOnlySpan<byte> bytes)
    {
        var pinned = GC.AllocateUninitializedArray<byte>(bytes.Length, pinned: true);
        bytes.CopyTo(pinned);
        return new(pinned);
    }

    /// <summary>Copies <paramref name="bytes"/> and zeroes the source.</summary>
    public static Secret Take(Span<byte> bytes)
    {
        var secret = CopyOf(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return secret;
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_bytes);
        _disposed = true;
    }

    public override string ToString() => "(secret)";
}
