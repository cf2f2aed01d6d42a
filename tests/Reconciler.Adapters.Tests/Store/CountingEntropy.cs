using System.Security.Cryptography;
using Reconciler.Core.Applying.Ports;

namespace Reconciler.Adapters.Tests.Store;

/// <summary>Bytes that look random and are the same in each run.</summary>
internal sealed class CountingEntropy(int start = 0) : IEntropy
{
    private int _count = start;

    public void Fill(Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var next = SHA256.HashData(BitConverter.GetBytes(Interlocked.Increment(ref _count))).AsSpan();
            next[..Math.Min(next.Length, bytes.Length)].CopyTo(bytes);
            bytes = bytes[Math.Min(next.Length, bytes.Length)..];
        }
    }
}
