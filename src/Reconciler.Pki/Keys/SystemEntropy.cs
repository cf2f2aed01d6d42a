using System.Security.Cryptography;
using Reconciler.Core.Applying.Ports;

namespace Reconciler.Pki.Keys;

/// <summary>The operating system's generator.</summary>
public sealed class SystemEntropy : IEntropy
{
    public void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
}
