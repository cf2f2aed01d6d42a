using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Reconciler.Testing.Events;

/// <summary>A real HTTP server on loopback that takes events, answers as it is told, and remembers everything.</summary>
public sealed class HookServer : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _serving;
    private readonly List<HookRequest> _received = [];
    private volatile TaskCompletionSource? _holding;

    public HookServer(int port)
    {
        Url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/hook/");
        _listener.Prefixes.Add(Url);
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Url { get; }

    /// <summary>Of the answers from now on.</summary>
    public int Status { get; set; } = 204;

    /// <summary>Everything that came, oldest first.</summary>
    public IReadOnlyList<HookRequest> Received
    {
        get
        {
            lock (_received) return [.. _received];
        }
    }

    /// <summary>Takes requests and answers none until <see cref="Release"/>.</summary>
    public void Hold() => _holding = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => _holding?.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Release();

        // Closed without being stopped before: closing a stopped one binds its port once more, which somebody else may have by then.
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            var headers = context.Request.Headers.AllKeys.ToDictionary(name => name!, name => context.Request.Headers[name]!, StringComparer.OrdinalIgnoreCase);
            lock (_received) _received.Add(new(context.Request.HttpMethod, headers, body.ToArray(), Status));
            if (_holding is { } holding) await holding.Task;
            try
            {
                context.Response.StatusCode = Status;
                context.Response.Close();
            }
            catch (Exception gone) when (gone is HttpListenerException or ObjectDisposedException or IOException)
            {
                // It did not wait for the answer.
            }
        }
    }
}

/// <param name="Status">What it was answered.</param>
public sealed record HookRequest(string Method, IReadOnlyDictionary<string, string> Headers, byte[] Body, int Status)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public JsonElement Json()
    {
        using var document = JsonDocument.Parse(Body);
        return document.RootElement.Clone();
    }

    /// <summary>As a receiver checks it: HMAC-SHA256 over <c>id.timestamp.body</c>.</summary>
    public bool IsSignedWith(ReadOnlySpan<byte> key)
    {
        byte[] signed = [.. Encoding.ASCII.GetBytes($"{Headers["webhook-id"]}.{Headers["webhook-timestamp"]}."), .. Body];
        return Headers["webhook-signature"] == $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, signed))}";
    }
}
