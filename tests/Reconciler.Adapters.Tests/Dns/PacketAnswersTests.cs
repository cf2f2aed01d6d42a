using System.Buffers.Binary;
using CsCheck;
using Reconciler.Adapters.Dns.Embedded;
using Reconciler.Core.Actual;

namespace Reconciler.Adapters.Tests.Dns;

public class PacketAnswersTests
{
    private static readonly byte[] Question =
    [
        0x12, 0x34, 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 1,
        4, (byte)'_', (byte)'o', (byte)'n', (byte)'e', 4, (byte)'s', (byte)'h', (byte)'o', (byte)'p', 7,
        (byte)'e', (byte)'x', (byte)'a', (byte)'m', (byte)'p', (byte)'l', (byte)'e', 0, 0, 16, 0, 1,
        0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 0,
    ];

    private readonly PacketAnswers _answers = new(Zones());

    [Fact(DisplayName = "the question whose damaged forms are tried is answered")]
    public void Sound()
    {
        var reply = new byte[1232];
        var length = _answers.Answer(Question, reply, overUdp: true);
        Assert.Equal(1, BinaryPrimitives.ReadUInt16BigEndian(reply.AsSpan(6)));
        Assert.InRange(length, Question.Length, 512);
    }

    [Fact(DisplayName = "5 000 damaged packets never throw, and are answered with an answer to the same question or not at all")]
    public void Damaged() =>
        Gen.Select(Gen.Select(Gen.Int[0, Question.Length - 1], Gen.Byte).Array[0, 6], Gen.Int[0, Question.Length], Gen.Byte.Array[0, 40]).Sample(
            (changes, length, tail) =>
            {
                byte[] packet = [.. Question[..length], .. tail];
                foreach (var (at, octet) in changes)
                {
                    if (at < packet.Length) packet[at] = octet;
                }

                var reply = new byte[65_535];
                var written = _answers.Answer(packet, reply, overUdp: true);
                return written == 0 || (written is >= 12 and <= 1232 && reply[0] == packet[0] && reply[1] == packet[1] && reply[2] >= 0x80);
            },
            iter: 5000);

    [Theory(DisplayName = "a malformed packet gets FORMERR, an answer or a stub of one gets none")]
    [InlineData(11, -1, 0, -1)]
    [InlineData(12, -1, 0, 1)]
    [InlineData(30, -1, 0, 1)]
    [InlineData(46, 2, 0x81, -1)]
    [InlineData(46, 12, 0xC0, 1)]
    [InlineData(46, 5, 2, 1)]
    [InlineData(46, 5, 0, 1)]
    [InlineData(46, 7, 1, 1)]
    [InlineData(45, -1, 0, 1)]
    public void Malformed(int length, int at, int octet, int code)
    {
        var packet = Question[..Math.Min(length, Question.Length)];
        if (at >= 0) packet[at] = (byte)octet;
        var reply = new byte[1232];
        var written = _answers.Answer(packet, reply, overUdp: true);
        Assert.Equal(code, written == 0 ? -1 : reply[3] & 0xF);
    }

    private static ZoneAnswers Zones()
    {
        var zones = new ZoneAnswers();
        zones.Load(["shop.example"], [new ZoneRecord("_one.shop.example", "TXT", "value", 60)], 1);
        return zones;
    }
}
