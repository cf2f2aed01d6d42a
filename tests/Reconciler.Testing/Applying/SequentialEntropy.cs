using System.Security.Cryptography;
using Reconciler.Core.Applying.Ports;

namespace Reconciler.Testing.Applying;

/// <summary>Octets that never repeat and are the same in every run: each draw is the digest of its number.</summary>
public sealed class SequentialEntropy : IEntropy
{
    private int _draws;

    public void Fill(Span<byte> bytes)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(BitConverter.GetBytes(Interlocked.Increment(ref _draws)), digest);
        digest[..bytes.Length].CopyTo(bytes);
    }
}
