using System.Buffers;
using System.Runtime.InteropServices;

namespace Reconciler.Adapters.Yaml.Cache;

/// <summary>The hash that a content id spells: a SHA-1 or SHA-256, the former filled up with zeros.</summary>
internal readonly record struct ContentKey
{
    /// <summary>Octets as stored.</summary>
    public const int Size = 32;

    private readonly UInt128 _first;
    private readonly UInt128 _second;

    private ContentKey(ReadOnlySpan<byte> bytes) => (_first, _second) = (MemoryMarshal.Read<UInt128>(bytes), MemoryMarshal.Read<UInt128>(bytes[16..]));

    public static bool TryParse(string? contentId, out ContentKey key)
    {
        Span<byte> bytes = stackalloc byte[Size];
        bytes.Clear();
        key = default;
        if (contentId is not { Length: 40 or 64 } || Convert.FromHexString(contentId, bytes, out _, out _) != OperationStatus.Done) return false;
        key = new(bytes);
        return true;
    }

    public static ContentKey Read(ReadOnlySpan<byte> bytes) => new(bytes);

    public void Write(Span<byte> bytes)
    {
        MemoryMarshal.Write(bytes, _first);
        MemoryMarshal.Write(bytes[16..], _second);
    }

    // The bytes are a hash.
    public override int GetHashCode() => unchecked((int)(ulong)_first);
}
