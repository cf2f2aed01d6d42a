using Reconciler.Core.Applying.Ports;

namespace Reconciler.Adapters.Tests.Store;

/// <summary>Bytes that never repeat and are the same in each run.</summary>
internal sealed class CountingEntropy : IEntropy
{
    private int _count;

    public void Fill(Span<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            var next = Interlocked.Increment(ref _count);
            bytes[i] = (byte)(next ^ (next >> 8));
        }
    }
}
