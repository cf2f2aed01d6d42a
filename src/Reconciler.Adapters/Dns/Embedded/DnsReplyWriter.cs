using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Reconciler.Adapters.Dns.Embedded;

/// <summary>Writes a reply into a buffer (RFC 1035 section 4.1), names compressed (4.1.4).</summary>
internal ref struct DnsReplyWriter(Span<byte> buffer)
{
    private const ushort Internet = 1;

    /// <summary>What we take and send over UDP: safe from fragmentation on every path (DNS flag day 2020).</summary>
    private const int Payload = 1232;

    private const int OptLength = 11;

    private readonly Span<byte> _buffer = buffer;
    private readonly List<(string Name, ushort Offset)> _written = [];
    private int _length;

    /// <summary>Octets a reply may have over UDP.</summary>
    public static int UdpLimit(in DnsQuery query) =>
        query.Payload is null ? DnsQuery.ClassicPayload : Math.Clamp((int)query.Payload.Value, DnsQuery.ClassicPayload, Payload);

    /// <summary>
    /// Writes the reply and returns its length. Records that exceed the buffer are left out whole and the reply is marked truncated, so that the client comes
    /// back over TCP.
    /// </summary>
    public int Write(in DnsQuery query, ZoneAnswer answer)
    {
        _length = DnsQuery.HeaderLength;
        query.Question.CopyTo(_buffer[_length..]);
        _length += query.Question.Length;
        var room = _buffer.Length - (query.Payload is null ? 0 : OptLength);
        var (begin, truncated) = (_length, false);
        if (query.Name.Length > 0) Remember(query.Name, DnsQuery.HeaderLength);
        if (!TryWrite(answer.Answers, answer.Serial, room) || !TryWrite(answer.Authority, answer.Serial, room)) (_length, truncated) = (begin, true);
        if (query.Payload is not null) WriteOpt(answer.Code);
        WriteHeader(query, answer, truncated);
        return _length;
    }

    private readonly void WriteHeader(in DnsQuery query, ZoneAnswer answer, bool truncated)
    {
        const int recursionDesired = 0x0100;
        var flags = 0x8000 | (query.Flags & (0x7800 | recursionDesired)) | ((int)answer.Code & 0xF);
        if (answer.IsAuthoritative) flags |= 0x0400;
        if (truncated) flags |= 0x0200;
        BinaryPrimitives.WriteUInt16BigEndian(_buffer, query.Id);
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[2..], (ushort)flags);
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[4..], (ushort)(query.Question.IsEmpty ? 0 : 1));
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[6..], (ushort)(truncated ? 0 : answer.Answers.Length));
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[8..], (ushort)(truncated ? 0 : answer.Authority.Length));
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[10..], (ushort)(query.Payload is null ? 0 : 1));
    }

    private bool TryWrite(ImmutableArray<AnswerRecord> records, uint serial, int room)
    {
        foreach (var record in records)
        {
            if (LongestOf(record) > room - _length) return false;
            Write(record, serial);
        }

        return true;
    }

    /// <summary>Octets of the record with no name compressed: compression only makes it shorter.</summary>
    private static int LongestOf(AnswerRecord record)
    {
        var withoutData = record.Owner.Length + 2 + 10;
        return withoutData + record.Type switch
        {
            RecordType.SOA => record.Value.Length + record.Owner.Length + 40,
            RecordType.TXT => Encoding.UTF8.GetByteCount(record.Value) is var octets ? octets + (octets / 255) + 1 : 0,
            _ => record.Value.Length + 2,
        };
    }

    private void Write(AnswerRecord record, uint serial)
    {
        WriteName(record.Owner);
        WriteUInt16((ushort)record.Type);
        WriteUInt16(Internet);
        WriteUInt32((uint)record.Ttl);
        var lengthAt = _length;
        _length += 2;
        WriteData(record, serial);
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[lengthAt..], (ushort)(_length - lengthAt - 2));
    }

    private void WriteData(AnswerRecord record, uint serial)
    {
        if (record.Type == RecordType.TXT)
        {
            WriteText(Encoding.UTF8.GetBytes(record.Value));
            return;
        }

        WriteName(record.Value);
        if (record.Type != RecordType.SOA) return;
        WriteName($"hostmaster.{record.Owner}");
        WriteUInt32(serial);
        foreach (var seconds in (ReadOnlySpan<uint>)[3600, 600, 86_400, 0]) WriteUInt32(seconds);
    }

    /// <summary>Strings of at most 255 octets; one empty string for an empty text.</summary>
    private void WriteText(ReadOnlySpan<byte> text)
    {
        do
        {
            var part = text[..Math.Min(255, text.Length)];
            _buffer[_length++] = (byte)part.Length;
            part.CopyTo(_buffer[_length..]);
            _length += part.Length;
            text = text[part.Length..];
        }
        while (!text.IsEmpty);
    }

    private void WriteName(string name)
    {
        for (var rest = name; rest.Length > 0;)
        {
            foreach (var (known, offset) in _written)
            {
                if (!string.Equals(known, rest, StringComparison.Ordinal)) continue;
                WriteUInt16((ushort)(0xC000 | offset));
                return;
            }

            if (_length < 0x4000) _written.Add((rest, (ushort)_length));
            var dot = rest.IndexOf('.', StringComparison.Ordinal);
            var label = dot < 0 ? rest : rest[..dot];
            _buffer[_length++] = (byte)label.Length;
            _length += Encoding.ASCII.GetBytes(label, _buffer[_length..]);
            rest = dot < 0 ? "" : rest[(dot + 1)..];
        }

        _buffer[_length++] = 0;
    }

    /// <summary>Makes the question's own name, and each of its parents, a place for pointers.</summary>
    private readonly void Remember(string name, int offset)
    {
        // An escaped octet is four characters but one octet; such a name is in no zone of ours, so nothing would point to it.
        if (name.Contains('\\', StringComparison.Ordinal)) return;
        for (var rest = name; ; rest = rest[(rest.IndexOf('.', StringComparison.Ordinal) + 1)..])
        {
            _written.Add((rest, (ushort)(offset + name.Length - rest.Length)));
            if (!rest.Contains('.', StringComparison.Ordinal)) return;
        }
    }

    private void WriteOpt(ResponseCode code)
    {
        _buffer[_length++] = 0;
        WriteUInt16((ushort)RecordType.OPT);
        WriteUInt16(Payload);
        WriteUInt32((uint)((int)code >> 4) << 24);
        WriteUInt16(0);
    }

    private void WriteUInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[_length..], value);
        _length += 2;
    }

    private void WriteUInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_buffer[_length..], value);
        _length += 4;
    }
}
