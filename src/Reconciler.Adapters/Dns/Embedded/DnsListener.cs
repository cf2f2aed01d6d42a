using System.Net;
using System.Net.Sockets;

namespace Reconciler.Adapters.Dns.Embedded;

/// <summary>One address on which questions are taken over both transports, on the same port.</summary>
internal sealed class DnsListener : IAsyncDisposable
{
    /// <summary>A question has one name and perhaps an OPT record; what is longer is cut by the socket and then malformed.</summary>
    private const int LongestQuestion = 4096;

    private readonly Socket _udp;
    private readonly TcpAnswerer _tcp;
    private readonly PacketAnswers _answers;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loops;

    private DnsListener(Socket udp, Socket tcp, PacketAnswers answers)
    {
        (_udp, _answers, Endpoint) = (udp, answers, (IPEndPoint)tcp.LocalEndPoint!);
        _tcp = new TcpAnswerer(tcp, answers);
        _loops = Task.WhenAll(AnswerOverUdpAsync(_stop.Token), _tcp.RunAsync(_stop.Token));
    }

    public IPEndPoint Endpoint { get; }

    /// <summary>Throws <see cref="SocketException"/> when the address cannot be had; port 0 draws one for TCP and needs it for UDP too.</summary>
    public static DnsListener Open(IPEndPoint endpoint, PacketAnswers answers)
    {
        var tcp = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        var udp = new Socket(endpoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            tcp.Bind(endpoint);
            tcp.Listen();
            udp.Bind(tcp.LocalEndPoint!);
            return new DnsListener(udp, tcp, answers);
        }
        catch
        {
            tcp.Dispose();
            udp.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _loops;
        }
        finally
        {
            _udp.Dispose();
            _tcp.Dispose();
            _stop.Dispose();
        }
    }

    private async Task AnswerOverUdpAsync(CancellationToken cancellationToken)
    {
        var question = new byte[LongestQuestion];
        var reply = new byte[LongestQuestion];
        var sender = new SocketAddress(_udp.AddressFamily);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var length = await _udp.ReceiveFromAsync(question, SocketFlags.None, sender, cancellationToken);
                var written = _answers.Answer(question.AsSpan(0, length), reply, overUdp: true);
                if (written > 0) await _udp.SendToAsync(reply.AsMemory(0, written), SocketFlags.None, sender, cancellationToken);
            }
            catch (SocketException)
            {
                // An ICMP error of an earlier answer, or a sender that cannot be reached: the next question has nothing to do with it.
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
