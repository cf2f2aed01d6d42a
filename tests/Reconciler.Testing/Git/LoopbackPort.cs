using System.Net;
using System.Net.Sockets;

namespace Reconciler.Testing.Git;

/// <summary>Ports below the range that the system draws from of its own accord, so that nobody takes one before its server does.</summary>
public static class LoopbackPort
{
    private const int First = 30_000;

    private static int _drawn;

    public static int Free()
    {
        while (true)
        {
            var port = First + (Environment.ProcessId % 27 * 100) + (Interlocked.Increment(ref _drawn) % 100);
            try
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // The next one.
            }
        }
    }
}
