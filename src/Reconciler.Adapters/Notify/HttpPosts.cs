using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;

namespace Reconciler.Adapters.Notify;

/// <summary>
/// Posts over HTTP. Redirects are not followed, cookies not kept, and of an answer only its status is read, so that whoever commits an address learns nothing
/// from what stands there.
/// </summary>
/// <param name="limit">How long a receiver may take.</param>
internal sealed class HttpPosts(TimeSpan limit) : IDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan KeptConnection = TimeSpan.FromMinutes(5);

    /// <summary>By file of roots; empty for those of the system.</summary>
    private readonly ConcurrentDictionary<string, HttpClient> _clients = new(StringComparer.Ordinal);

    /// <summary>Null when the receiver answered with a status of 200 to 299; otherwise one sentence, in which the address does not stand.</summary>
    public async Task<string?> SendAsync(HttpRequestMessage request, string? roots, CancellationToken cancellationToken)
    {
        if (Client(roots, out var unreadable) is not { } client) return unreadable;
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("reconciler", null));
        using var inTime = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        inTime.CancelAfter(limit);
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, inTime.Token).ConfigureAwait(false);
            if (response.IsSuccessStatusCode) return null;
            var status = (int)response.StatusCode;
            return string.Create(CultureInfo.InvariantCulture, $"the receiver answered {status}{(status is >= 300 and < 400 ? ", and redirects are not followed" : "")}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return string.Create(CultureInfo.InvariantCulture, $"the receiver did not answer within {limit.TotalSeconds:0.#} seconds");
        }
        catch (HttpRequestException failure)
        {
            // A file of roots may have been renewed: it is read again with the next try.
            if (roots is not null && _clients.TryRemove(roots, out var stale)) stale.Dispose();
            return failure.InnerException is { } inner ? $"{failure.Message}: {inner.Message}" : failure.Message;
        }
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values) client.Dispose();
        _clients.Clear();
    }

    private HttpClient? Client(string? roots, out string? failure)
    {
        failure = null;
        if (_clients.TryGetValue(roots ?? "", out var known)) return known;
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = KeptConnection };
        if (roots is not null)
        {
            if (TrustedRoots.Read(roots, out failure) is not { } policy)
            {
                handler.Dispose();
                return null;
            }

            handler.SslOptions.CertificateChainPolicy = policy;
        }

        var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        if (_clients.TryAdd(roots ?? "", client)) return client;
        client.Dispose();
        return _clients[roots ?? ""];
    }
}
