using System.Buffers.Binary;
using System.Text;

namespace Reconciler.Adapters.Dns.Embedded;

/// <summary>What to do with a packet that came in.</summary>
internal enum PacketKind
{
    Query,

    /// <summary>Too short for an answer, or an answer itself: said nothing, so that two servers never talk for ever.</summary>
    Ignored,
    Malformed,
    NotImplemented,
}

/// <summary>
/// A question as it came over the wire (RFC 1035 section 4.1, EDNS by RFC 6891). Reading never throws, whatever the octets are.
/// </summary>
internal readonly ref struct DnsQuery
{
    public const int HeaderLength = 12;

    /// <summary>Octets allowed over UDP without EDNS (RFC 1035 section 2.3.4).</summary>
    public const int ClassicPayload = 512;

    private const int MaxName = 255;

    public required PacketKind Kind { get; init; }

    public ushort Id { get; init; }

    public ushort Flags { get; init; }

    /// <summary>The question section as sent, to be sent back unchanged.</summary>
    public ReadOnlySpan<byte> Question { get; init; }

    /// <summary>Lower case, no trailing dot; empty for the root.</summary>
    public string Name { get; init; }

    public RecordType Type { get; init; }

    public ushort Class { get; init; }

    /// <summary>Payload size the sender takes; null without EDNS.</summary>
    public ushort? Payload { get; init; }

    public byte EdnsVersion { get; init; }

    public static DnsQuery Read(ReadOnlySpan<byte> packet)
    {
        if (packet.Length < HeaderLength) return new() { Kind = PacketKind.Ignored, Name = "" };
        var id = BinaryPrimitives.ReadUInt16BigEndian(packet);
        var flags = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        if ((flags & 0x8000) != 0) return new() { Kind = PacketKind.Ignored, Name = "" };
        if ((flags & 0x7800) != 0) return new() { Kind = PacketKind.NotImplemented, Id = id, Flags = flags, Name = "" };

        var malformed = new DnsQuery { Kind = PacketKind.Malformed, Id = id, Flags = flags, Name = "" };
        var (questions, answers, authorities, additionals) = (Count(packet, 4), Count(packet, 6), Count(packet, 8), Count(packet, 10));
        if (questions != 1 || answers != 0 || authorities != 0) return malformed;
        if (!TryReadName(packet, HeaderLength, out var name, out var end) || packet.Length < end + 4) return malformed;

        ushort? payload = null;
        byte version = 0;
        if (!TryReadAdditionals(packet[(end + 4)..], additionals, ref payload, ref version)) return malformed;
        return new()
        {
            Kind = PacketKind.Query,
            Id = id,
            Flags = flags,
            Question = packet[HeaderLength..(end + 4)],
            Name = name,
            Type = (RecordType)BinaryPrimitives.ReadUInt16BigEndian(packet[end..]),
            Class = BinaryPrimitives.ReadUInt16BigEndian(packet[(end + 2)..]),
            Payload = payload,
            EdnsVersion = version,
        };
    }

    private static ushort Count(ReadOnlySpan<byte> packet, int offset) => BinaryPrimitives.ReadUInt16BigEndian(packet[offset..]);

    /// <summary>The name of a question has nothing before it that a pointer could lead to, so pointers are malformed.</summary>
    private static bool TryReadName(ReadOnlySpan<byte> packet, int offset, out string name, out int end)
    {
        var text = new StringBuilder();
        (name, end) = ("", offset);
        while (end < packet.Length && end - offset < MaxName)
        {
            var length = packet[end++];
            if (length == 0)
            {
                name = text.ToString();
                return true;
            }

            if (length > 63 || packet.Length - end < length) return false;
            if (text.Length > 0) text.Append('.');
            foreach (var octet in packet.Slice(end, length)) Append(text, octet);
            end += length;
        }

        return false;
    }

    /// <summary>Octets that no name of ours holds are escaped as in master files, so that a dot inside a label is never taken for one between labels.</summary>
    private static void Append(StringBuilder text, byte octet)
    {
        if (octet is > (byte)' ' and < 0x7F and not (byte)'.' and not (byte)'\\') text.Append(char.ToLowerInvariant((char)octet));
        else text.Append('\\').Append(octet.ToString("D3", System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Finds the one OPT record; other records (TSIG, SIG) are stepped over.</summary>
    private static bool TryReadAdditionals(ReadOnlySpan<byte> rest, int count, ref ushort? payload, ref byte version)
    {
        for (; count > 0; count--)
        {
            var start = SkipName(rest);
            if (start < 0 || rest.Length < start + 10) return false;
            var record = rest[start..];
            var length = BinaryPrimitives.ReadUInt16BigEndian(record[8..]);
            if (record.Length < 10 + length) return false;
            if (BinaryPrimitives.ReadUInt16BigEndian(record) == (ushort)RecordType.OPT)
            {
                if (payload is not null || start != 1) return false;
                payload = BinaryPrimitives.ReadUInt16BigEndian(record[2..]);
                version = record[5];
            }

            rest = record[(10 + length)..];
        }

        return true;
    }

    /// <summary>Octets of the name at the start, a pointer ending it; -1 when it is malformed.</summary>
    private static int SkipName(ReadOnlySpan<byte> rest)
    {
        for (var at = 0; at < rest.Length; at += rest[at] + 1)
        {
            if (rest[at] == 0) return at + 1;
            if (rest[at] >= 0xC0) return at + 2;
            if (rest[at] > 63) return -1;
        }

        return -1;
    }
}
