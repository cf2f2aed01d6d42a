namespace Reconciler.Adapters.Dns.Embedded;

/// <summary>From the octets of a question to the octets of its answer, over either transport.</summary>
internal sealed class PacketAnswers(ZoneAnswers zones)
{
    private const ushort Internet = 1;
    private const ushort AnyClass = 255;

    /// <summary>Writes the answer and returns its length; 0: nothing is to be sent.</summary>
    /// <param name="reply">As long as the longest answer of the transport.</param>
    public int Answer(ReadOnlySpan<byte> packet, Span<byte> reply, bool overUdp)
    {
        var query = DnsQuery.Read(packet);
        if (query.Kind == PacketKind.Ignored) return 0;
        var writer = new DnsReplyWriter(overUdp ? reply[..DnsReplyWriter.UdpLimit(query)] : reply);
        return writer.Write(query, Judge(query));
    }

    private ZoneAnswer Judge(in DnsQuery query) => query.Kind switch
    {
        PacketKind.Malformed or PacketKind.Ignored => ZoneAnswer.Of(ResponseCode.FormatError),
        PacketKind.NotImplemented => ZoneAnswer.Of(ResponseCode.NotImplemented),
        PacketKind.Query => query switch
        {
            { EdnsVersion: > 0 } => ZoneAnswer.Of(ResponseCode.BadVersion),
            { Class: not (Internet or AnyClass) } => ZoneAnswer.Of(ResponseCode.Refused),
            _ => zones.Answer(query.Name, query.Type),
        },
    };
}
