using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace Reconciler.Adapters.Yaml.Cache;

/// <summary>Writes numbers in as few octets as they need, seven bits in each.</summary>
internal sealed class CompactWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new(1024);

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public void Octet(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }

    /// <summary>Small numbers of either sign are short.</summary>
    public void Number(int value)
    {
        var rest = unchecked((uint)((value << 1) ^ (value >> 31)));
        for (; rest > 0x7f; rest >>= 7) Octet((byte)(rest & 0x7f | 0x80));
        Octet((byte)rest);
    }

    /// <summary>Text that came from UTF-8.</summary>
    public void Text(string text)
    {
        Number(Encoding.UTF8.GetByteCount(text));
        _bytes.Advance(Encoding.UTF8.GetBytes(text, _bytes.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));
    }

    /// <summary>Any characters, half a pair too.</summary>
    public void Characters(string text)
    {
        Number(text.Length);
        _bytes.Write(MemoryMarshal.AsBytes(text.AsSpan()));
    }
}

/// <summary>Reads what <see cref="CompactWriter"/> wrote.</summary>
internal ref struct CompactReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    public byte Octet() => _bytes[_at++];

    public int Number()
    {
        uint value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var octet = _bytes[_at++];
            value |= (uint)(octet & 0x7f) << shift;
            if (octet <= 0x7f) return unchecked((int)(value >> 1) ^ -(int)(value & 1));
        }
    }

    public string Text() => Encoding.UTF8.GetString(Take(Number()));

    public string Characters() => new(MemoryMarshal.Cast<byte, char>(Take(Number() * sizeof(char))));

    private ReadOnlySpan<byte> Take(int count)
    {
        var taken = _bytes.Slice(_at, count);
        _at += count;
        return taken;
    }
}
