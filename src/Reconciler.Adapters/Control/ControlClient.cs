using System.Net.Sockets;
using System.Text;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Control;

/// <summary>Asks the daemon that works on a state folder.</summary>
public sealed class ControlClient : IDisposable
{
    private readonly NetworkStream _stream;
    private readonly StreamReader _lines;

    private ControlClient(Socket connection)
    {
        _stream = new(connection, ownsSocket: true);
        _lines = new(_stream, Encoding.UTF8);
    }

    /// <summary>Throws <see cref="ReconcilerException"/> when no daemon runs there, or may not be asked by this user.</summary>
    public static async Task<ControlClient> ConnectAsync(string folder, CancellationToken cancellationToken)
    {
        var path = ControlSocket.In(folder);
        if (!File.Exists(path)) throw NoDaemon(folder, null);
        if (ControlSocket.Refusal(folder) is { } refusal) throw new ReconcilerException(FailureKind.Environment, $"the socket in {folder} is not trusted: {refusal}");
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
            return new(socket);
        }
        catch (SocketException denied) when (denied.SocketErrorCode == SocketError.AccessDenied)
        {
            socket.Dispose();
            throw NotOurs(denied);
        }
        catch (SocketException failure)
        {
            socket.Dispose();
            throw NoDaemon(folder, failure);
        }
    }

    /// <summary>Sends the one request of a connection. A daemon that is gone shows when its answer is read.</summary>
    public async Task AskAsync(string request, CancellationToken cancellationToken)
    {
        try
        {
            await _stream.WriteAsync(Encoding.ASCII.GetBytes(request + "\n"), cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The end of the answer says it.
        }
    }

    /// <summary>Null when the daemon ended the connection, or itself. Throws <see cref="ReconcilerException"/> when it does not answer this user.</summary>
    public async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        try
        {
            var line = await _lines.ReadLineAsync(cancellationToken).ConfigureAwait(false);
            return line == ControlServer.Denied ? throw NotOurs(null) : line;
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        _lines.Dispose();
        _stream.Dispose();
    }

    private static ReconcilerException NotOurs(Exception? inner) => new(FailureKind.Environment, "the daemon answers its own user and root alone", "ask as one of them", inner);

    private static ReconcilerException NoDaemon(string folder, Exception? inner) => new(
        FailureKind.Environment, $"no daemon runs on the state {folder}", "start one with serve, or do it once with apply; another state is named with --state", inner);
}
