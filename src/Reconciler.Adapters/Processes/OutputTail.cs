using System.Text;

namespace Reconciler.Adapters.Processes;

/// <summary>The last 4 KiB that a program wrote to its two outputs, however much that was. Thread safe.</summary>
internal sealed class OutputTail
{
    private const int Kept = 4096;

    private readonly byte[] _ring = new byte[Kept];
    private readonly Lock _lock = new();
    private long _written;

    /// <summary>Reads to the end of the stream, or until cancelled, which is no failure.</summary>
    public async Task CopyAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[Kept];
        try
        {
            while (await stream.ReadAsync(buffer, cancellationToken) is var read && read > 0) Add(buffer.AsSpan(0, read));
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            // What was read until then is the output.
        }
    }

    public override string ToString()
    {
        lock (_lock)
        {
            var length = (int)Math.Min(_written, Kept);
            var bytes = new byte[length];
            for (var i = 0; i < length; i++) bytes[i] = _ring[(_written - length + i) % Kept];
            return Encoding.UTF8.GetString(bytes);
        }
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            foreach (var octet in bytes) _ring[_written++ % Kept] = octet;
        }
    }
}
