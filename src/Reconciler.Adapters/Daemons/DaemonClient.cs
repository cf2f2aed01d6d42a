using System.Net.Http.Headers;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Daemons;

/// <summary>Asks a running daemon over HTTP. What it answers is limited in size and time.</summary>
public sealed class DaemonClient : IDisposable
{
    /// <summary>Octets of an answer: the status of 200 000 objects.</summary>
    private const long Longest = 256L << 20;

    private readonly HttpClient _client;

    /// <param name="address">For example <c>http://127.0.0.1:8440</c>. Throws <see cref="ReconcilerException"/> (kind Usage) for what is none.</param>
    /// <param name="token">What the daemon asks for; null: nothing is shown.</param>
    public DaemonClient(string address, string? token)
    {
        if (!Uri.TryCreate(address.TrimEnd('/') + "/", UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps) || uri.UserInfo.Length > 0)
            throw new ReconcilerException(FailureKind.Usage, $"\"{address}\" is no address of a daemon", "for example http://127.0.0.1:8440; the token is RECONCILER_API_TOKEN");
        Address = uri.GetLeftPart(UriPartial.Authority);
        _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = uri, Timeout = TimeSpan.FromSeconds(30), MaxResponseContentBufferSize = Longest };
        if (token is not null) _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public string Address { get; }

    /// <summary>Throws <see cref="ReconcilerException"/> (kind Environment) when it does not answer, or refuses.</summary>
    public async Task<byte[]> GetAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _client.GetAsync(new Uri(path, UriKind.Relative), cancellationToken).ConfigureAwait(false);
            if (answer.IsSuccessStatusCode) return await answer.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            throw new ReconcilerException(
                FailureKind.Environment, $"{Address} answers {(int)answer.StatusCode} {answer.ReasonPhrase}", answer.StatusCode == System.Net.HttpStatusCode.Unauthorized ? "set RECONCILER_API_TOKEN to its token" : null);
        }
        catch (HttpRequestException failure)
        {
            throw new ReconcilerException(FailureKind.Environment, $"{Address} cannot be asked: {failure.Message}", null, failure);
        }
        catch (TaskCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ReconcilerException(FailureKind.Environment, $"{Address} does not answer in time", null, late);
        }
    }

    public void Dispose() => _client.Dispose();
}
