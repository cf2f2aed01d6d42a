using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Reconciler.Core.Actual;

/// <summary>
/// The chain of the audit log (row OBS-03): each entry's SHA-256 covers its fields and the hash of the entry before, so that no entry can be edited,
/// removed or moved without every later hash telling. The first entry follows the hash of the state's lineage.
/// </summary>
public static class AuditChain
{
    public const int HashLength = SHA256.HashSizeInBytes;

    private const int Absent = -1;

    /// <summary>What the first entry of a state follows.</summary>
    public static byte[] Start(string lineage) => SHA256.HashData(Encoding.UTF8.GetBytes(lineage));

    /// <summary>
    /// The hash of an entry. Covered, in this order: the hash before; number, state serial and instant (100 ns since 1970, UTC) as big-endian 64-bit
    /// integers; then each text as its count of octets, a big-endian 32-bit integer (-1: absent), and its UTF-8.
    /// </summary>
    public static byte[] Next(ReadOnlySpan<byte> previous, long number, long stateSerial, AuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ReadOnlySpan<string?> texts = [entry.Actor, entry.Action, entry.Subject, entry.Detail, entry.Revision, entry.Serials];
        var most = previous.Length + (3 * sizeof(long));
        foreach (var text in texts) most += sizeof(int) + Encoding.UTF8.GetMaxByteCount(text?.Length ?? 0);
        var buffer = ArrayPool<byte>.Shared.Rent(most);
        try
        {
            var rest = buffer.AsSpan();
            previous.CopyTo(rest);
            rest = rest[previous.Length..];
            rest = Append(rest, number);
            rest = Append(rest, stateSerial);
            rest = Append(rest, entry.At.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks);
            foreach (var text in texts) rest = Append(rest, text);
            return SHA256.HashData(buffer.AsSpan(0, buffer.Length - rest.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static Span<byte> Append(Span<byte> to, long number)
    {
        BinaryPrimitives.WriteInt64BigEndian(to, number);
        return to[sizeof(long)..];
    }

    private static Span<byte> Append(Span<byte> to, string? text)
    {
        var length = text is null ? 0 : Encoding.UTF8.GetBytes(text, to[sizeof(int)..]);
        BinaryPrimitives.WriteInt32BigEndian(to, text is null ? Absent : length);
        return to[(sizeof(int) + length)..];
    }
}
