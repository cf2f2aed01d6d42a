using System.Net.Sockets;
using System.Text;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Control;

/// <summary>
/// The daemon's end of its local socket. One process on a folder has it: who holds a lock of the system beside it, which ends with the process however that
/// ends. What lies there from one before is then nobody's, and is replaced.
/// </summary>
public sealed class ControlServer : IDisposable
{
    /// <summary>The whole answer to who is neither the user of this process nor root.</summary>
    public const string Denied = "denied";

    private const int LongestRequest = 64;
    private const int MostConnections = 64;

    private static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(5);

    private readonly FileStream _lock;
    private readonly Socket _listener;

    private ControlServer(FileStream held, Socket listener) => (_lock, _listener) = (held, listener);

    /// <summary>Null while another process has it, or while there is no folder yet. Throws <see cref="ReconcilerException"/> when the folder can hold none.</summary>
    public static ControlServer? TryOpen(string folder)
    {
        if (!Directory.Exists(folder)) return null;
        if (ControlSocket.Refusal(folder) is { } refusal) throw Failure(folder, refusal, null);
        FileStream? held = null;
        try
        {
            held = TryLock(ControlSocket.LockIn(folder));
            return held is null ? null : new(held, Listen(ControlSocket.In(folder)));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or SocketException)
        {
            held?.Dispose();
            throw Failure(folder, failure.Message, failure);
        }
    }

    /// <summary>
    /// Until cancelled; then what is being answered is cancelled too, and awaited. Throws <see cref="ReconcilerException"/> when nobody can be listened to any more.
    /// </summary>
    /// <param name="answer">Lines for a request; no request is refused here.</param>
    public async Task ServeAsync(Func<string, CancellationToken, IAsyncEnumerable<string>> answer, CancellationToken cancellationToken)
    {
        using var room = new SemaphoreSlim(MostConnections);
        List<Task> open = [];
        try
        {
            while (true)
            {
                await room.WaitAsync(cancellationToken).ConfigureAwait(false);
                var connection = await _listener.AcceptAsync(cancellationToken).ConfigureAwait(false);
                open.RemoveAll(task => task.IsCompleted);
                open.Add(AnswerAsync(connection, answer, room, cancellationToken));
            }
        }
        catch (SocketException failure)
        {
            throw new ReconcilerException(FailureKind.Environment, $"the local socket fails: {failure.Message}", null, failure);
        }
        finally
        {
            await Task.WhenAll(open).ConfigureAwait(false);
        }
    }

    /// <summary>The socket's file goes first, while the lock is still ours.</summary>
    public void Dispose()
    {
        _listener.Dispose();
        _lock.Dispose();
    }

    private static async Task AnswerAsync(Socket connection, Func<string, CancellationToken, IAsyncEnumerable<string>> answer, SemaphoreSlim room, CancellationToken cancellationToken)
    {
        try
        {
            using var owner = connection;
            if (await RequestAsync(connection, cancellationToken).ConfigureAwait(false) is not { } request) return;
            if (!ControlSocket.IsOurs(connection)) await SendAsync(connection, Denied, cancellationToken).ConfigureAwait(false);
            else await foreach (var line in answer(request, cancellationToken).ConfigureAwait(false)) await SendAsync(connection, line, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is SocketException or OperationCanceledException)
        {
            // Who asked does not listen any more, or the daemon stops, which the end of the connection says.
        }
        finally
        {
            room.Release();
        }
    }

    private static async Task SendAsync(Socket connection, string line, CancellationToken cancellationToken) =>
        await connection.SendAsync(Encoding.UTF8.GetBytes(line + "\n"), cancellationToken).ConfigureAwait(false);

    /// <summary>Null when no whole line came in time.</summary>
    private static async Task<string?> RequestAsync(Socket connection, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(RequestLimit);
        var buffer = new byte[LongestRequest];
        var length = 0;
        while (length < buffer.Length && await connection.ReceiveAsync(buffer.AsMemory(length), limit.Token).ConfigureAwait(false) is var read and > 0)
        {
            length += read;
            if (buffer[length - 1] == '\n') return Encoding.ASCII.GetString(buffer, 0, length - 1);
        }

        return null;
    }

    private static FileStream? TryLock(string path)
    {
        try
        {
            return new(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, UnixCreateMode = ControlSocket.Mode });
        }
        catch (IOException held) when (held.HResult is 11 or 35)
        {
            // EWOULDBLOCK of flock(2), on Linux and on macOS.
            return null;
        }
    }

    private static Socket Listen(string path)
    {
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            File.Delete(path);
            listener.Bind(new UnixDomainSocketEndPoint(path));
            // Before anybody can connect, which they can from here on.
            File.SetUnixFileMode(path, ControlSocket.Mode);
            listener.Listen(MostConnections);
            return listener;
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    private static ReconcilerException Failure(string folder, string why, Exception? inner) =>
        new(FailureKind.Environment, $"there can be no socket in {folder}: {why}", null, inner);
}
