using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;

namespace Reconciler.Adapters.Dns.Embedded;

/// <summary>
/// Answers over TCP (RFC 7766): any number of questions a connection, each with its length before it. The number of connections and the time that one
/// may be idle are bounded, so that nobody keeps others out for long.
/// </summary>
internal sealed class TcpAnswerer(Socket listener, PacketAnswers answers) : IDisposable
{
    private const int MaxConnections = 64;
    private const int LengthPrefix = 2;

    private static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(10);

    /// <summary>Touched by the accepting loop alone; those that ended are dropped with the next one.</summary>
    private readonly List<Task> _connections = [];
    private readonly SemaphoreSlim _free = new(MaxConnections);

    /// <summary>Until cancelled; returns when every connection is closed.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await _free.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            await AcceptAsync(cancellationToken);
        }

        await Task.WhenAll(_connections);
    }

    public void Dispose()
    {
        listener.Dispose();
        _free.Dispose();
    }

    private async Task AcceptAsync(CancellationToken cancellationToken)
    {
        try
        {
            var connection = await listener.AcceptAsync(cancellationToken);
            _connections.RemoveAll(task => task.IsCompleted);
            _connections.Add(ServeAsync(connection, cancellationToken));
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            // The client was gone before it was accepted, or the server stops.
            _free.Release();
        }
    }

    private async Task ServeAsync(Socket connection, CancellationToken cancellationToken)
    {
        var question = ArrayPool<byte>.Shared.Rent(ushort.MaxValue);
        var reply = ArrayPool<byte>.Shared.Rent(LengthPrefix + ushort.MaxValue);
        try
        {
            while (await AnswerAsync(connection, question, reply, cancellationToken))
            {
            }
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            // The client went away, was idle for too long, or the server stops.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(question);
            ArrayPool<byte>.Shared.Return(reply);
            connection.Dispose();
            _free.Release();
        }
    }

    /// <summary>False when the client has said its last, or what cannot be answered.</summary>
    private async Task<bool> AnswerAsync(Socket connection, byte[] question, byte[] reply, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(IdleLimit);
        if (!await ReceiveAsync(connection, question.AsMemory(0, LengthPrefix), limit.Token)) return false;
        var length = BinaryPrimitives.ReadUInt16BigEndian(question);
        if (!await ReceiveAsync(connection, question.AsMemory(0, length), limit.Token)) return false;
        var written = answers.Answer(question.AsSpan(0, length), reply.AsSpan(LengthPrefix, ushort.MaxValue), overUdp: false);
        if (written == 0) return false;
        BinaryPrimitives.WriteUInt16BigEndian(reply, (ushort)written);
        for (var sent = 0; sent < LengthPrefix + written;)
            sent += await connection.SendAsync(reply.AsMemory(sent, LengthPrefix + written - sent), limit.Token);
        return true;
    }

    private static async Task<bool> ReceiveAsync(Socket connection, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (!buffer.IsEmpty)
        {
            var received = await connection.ReceiveAsync(buffer, cancellationToken);
            if (received == 0) return false;
            buffer = buffer[received..];
        }

        return true;
    }
}
