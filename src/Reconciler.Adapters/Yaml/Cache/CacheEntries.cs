using System.Buffers.Binary;
using System.Numerics;

namespace Reconciler.Adapters.Yaml.Cache;

/// <summary>
/// The bytes of a cache file: a header that only this build of the program writes, then entries of length, checksum, key and content. The checksum is
/// looked at where an entry is, so that damage costs what it touches and no more.
/// </summary>
internal sealed class CacheEntries
{
    private const int LengthSize = 4;
    private const int ContentStart = LengthSize + 4 + ContentKey.Size;

    // What a manifest means may change with any build. Equal sources give equal builds.
    private static readonly byte[] Header = [.. "RCM1"u8, .. typeof(CacheEntries).Module.ModuleVersionId.ToByteArray()];

    private readonly byte[] _bytes;
    private readonly Dictionary<ContentKey, int> _starts;

    private CacheEntries(byte[] bytes, Dictionary<ContentKey, int> starts) => (_bytes, _starts) = (bytes, starts);

    public static CacheEntries None { get; } = new([], []);

    /// <summary>Every entry that can be reached; none where the header is another.</summary>
    public static CacheEntries Of(byte[] bytes)
    {
        if (!bytes.AsSpan().StartsWith(Header)) return None;
        var starts = new Dictionary<ContentKey, int>(bytes.Length / 256);
        var start = Header.Length;
        while (TryMeasure(bytes.AsSpan(start), out var length))
        {
            starts[ContentKey.Read(bytes.AsSpan(start + LengthSize + 4))] = start;
            start += length;
        }

        return new(bytes, starts);
    }

    /// <summary>The whole entry, undamaged; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Find(ContentKey key) => _starts.TryGetValue(key, out var start) ? EntryAt(start) : default;

    /// <summary>Every undamaged entry but those of the keys given.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Except(HashSet<ContentKey> keys)
    {
        foreach (var (key, start) in _starts)
        {
            if (!keys.Contains(key) && EntryAt(start) is { Length: > 0 } entry) yield return entry;
        }
    }

    public static ReadOnlySpan<byte> ContentOf(ReadOnlyMemory<byte> entry) => entry.Span[ContentStart..];

    public static byte[] Make(ContentKey key, ReadOnlySpan<byte> content)
    {
        var entry = new byte[ContentStart + content.Length];
        BinaryPrimitives.WriteInt32LittleEndian(entry, entry.Length);
        key.Write(entry.AsSpan(LengthSize + 4));
        content.CopyTo(entry.AsSpan(ContentStart));
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(LengthSize), Checksum(entry.AsSpan(LengthSize + 4)));
        return entry;
    }

    public static void Write(Stream stream, IEnumerable<ReadOnlyMemory<byte>> entries)
    {
        stream.Write(Header);
        foreach (var entry in entries) stream.Write(entry.Span);
    }

    private ReadOnlyMemory<byte> EntryAt(int start)
    {
        var entry = _bytes.AsMemory(start, BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(start)));
        return BinaryPrimitives.ReadUInt32LittleEndian(entry.Span[LengthSize..]) == Checksum(entry.Span[(LengthSize + 4)..]) ? entry : default;
    }

    private static bool TryMeasure(ReadOnlySpan<byte> rest, out int length)
    {
        length = 0;
        return rest.Length >= ContentStart && (length = BinaryPrimitives.ReadInt32LittleEndian(rest)) >= ContentStart && length <= rest.Length;
    }

    // CRC-32C: against damage, not against malice; who can write here can write anything of this user's.
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var checksum = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..]) checksum = BitOperations.Crc32C(checksum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var octet in bytes) checksum = BitOperations.Crc32C(checksum, octet);
        return checksum;
    }
}
