using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Reconciler.Adapters.Store.Sqlite.Reading;

/// <summary>
/// Reads each distinct text once, without making a string of it first: thousands of rows share one spec, one authority, one status. Lives for one
/// reading.
/// </summary>
internal sealed class Memo<T>
    where T : class
{
    private readonly Dictionary<byte[], T>.AlternateLookup<ReadOnlySpan<byte>> _known =
        new Dictionary<byte[], T>(Utf8Comparer.Instance).GetAlternateLookup<ReadOnlySpan<byte>>();

    private readonly Func<string, T> _read;

    public Memo(Func<string, T> read) => _read = read;

    public T Read(ReadOnlySpan<byte> utf8)
    {
        if (_known.TryGetValue(utf8, out var value)) return value;
        value = _read(Encoding.UTF8.GetString(utf8));
        _known[utf8] = value;
        return value;
    }

    public void Add(ReadOnlySpan<byte> utf8, T value) => _known[utf8] = value;
}

internal sealed class Utf8Comparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    public static Utf8Comparer Instance { get; } = new();

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        var hash = default(HashCode);
        hash.AddBytes(alternate);
        return hash.ToHashCode();
    }

    public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());
}
