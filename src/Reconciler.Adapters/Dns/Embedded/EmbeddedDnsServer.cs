using System.Net;
using System.Net.Sockets;
using Reconciler.Core.Actual;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Validation;

namespace Reconciler.Adapters.Dns.Embedded;

/// <summary>
/// The program's own authoritative server over UDP and TCP. The sockets and the reading of packets are ours: whatever comes in, no loop ends before the
/// server is disposed, and each is awaited then.
/// </summary>
public sealed class EmbeddedDnsServer : IEmbeddedDns
{
    /// <summary>How many ports are tried where any will do: one that is free for TCP may be taken for UDP.</summary>
    private const int PortTries = 32;

    private readonly List<DnsListener> _listeners = [];

    /// <summary>What the server answers with; answers in process too, without a port.</summary>
    public ZoneAnswers Answers { get; } = new();

    public void Load(IReadOnlyCollection<string> zones, IReadOnlyCollection<ZoneRecord> records, long serial) => Answers.Load(zones, records, serial);

    public void Update(IReadOnlyCollection<ZoneRecord> set, IReadOnlyCollection<(string Owner, string Type)> removed, long serial) =>
        Answers.Update(set, removed, serial);

    public async Task<IReadOnlyList<IPEndPoint>> StartAsync(IReadOnlyCollection<IPEndPoint> listen, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(listen);
        if (_listeners.Count > 0) throw new InvalidOperationException("the server listens already");
        try
        {
            foreach (var endpoint in listen.Distinct())
            {
                cancellationToken.ThrowIfCancellationRequested();
                _listeners.Add(Open(endpoint, new PacketAnswers(Answers)));
            }
        }
        catch
        {
            await DisposeAsync();
            throw;
        }

        return [.. _listeners.Select(listener => listener.Endpoint)];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var listener in _listeners) await listener.DisposeAsync();
        _listeners.Clear();
    }

    private static DnsListener Open(IPEndPoint endpoint, PacketAnswers answers)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return DnsListener.Open(endpoint, answers);
            }
            catch (SocketException error) when (endpoint.Port != 0 || error.SocketErrorCode != SocketError.AddressAlreadyInUse || tries == PortTries)
            {
                throw new ReconcilerException(
                    FailureKind.Environment, $"the embedded DNS server cannot listen on {endpoint}: {error.Message}",
                    "end what listens there, or give another address as listen of the DnsProvider", error);
            }
            catch (SocketException)
            {
                // The port that was free for TCP is taken for UDP: another one is drawn.
            }
        }
    }
}
