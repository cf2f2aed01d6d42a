using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Events;

namespace Reconciler.Adapters.Notify;

/// <summary>
/// Events as POSTs, signed as Standard Webhooks has it: <c>webhook-signature: v1,</c> and the base64 of HMAC-SHA256 over <c>id.timestamp.body</c>. The id is
/// the event's own, the same at every try.
/// </summary>
public sealed class WebhookNotifier : INotifier, IDisposable
{
    /// <summary>A secret that begins so is base64 behind it.</summary>
    private const string EncodedPrefix = "whsec_";

    private readonly ISecretSource _secrets;
    private readonly HttpPosts _posts;

    public WebhookNotifier(ISecretSource secrets)
        : this(secrets, HttpPosts.Limit)
    {
    }

    internal WebhookNotifier(ISecretSource secrets, TimeSpan limit) => (_secrets, _posts) = (secrets, new(limit));

    public int MostAtOnce => 1;

    public bool Handles(NotificationSpec spec) => spec is NotificationSpec.Webhook;

    public async Task<string?> SendAsync(NotificationSpec spec, EventMessage message, CancellationToken cancellationToken)
    {
        var webhook = (NotificationSpec.Webhook)spec;
        ArgumentNullException.ThrowIfNull(message);
        var body = CloudEventJson.Write(message.Events[0], message.Source);
        var at = message.At.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        string signature;
        if (!_secrets.Read(webhook.Secret).IsOk(out var secret, out var missing)) return missing;
        using (secret)
        {
            if (Sign(secret, message.Events[0].Id, at, body) is not { } signed) return $"the secret begins with {EncodedPrefix} and is not base64 behind it";
            signature = signed;
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(CloudEventJson.ContentType, "utf-8");
        request.Headers.Add("webhook-id", message.Events[0].Id);
        request.Headers.Add("webhook-timestamp", at);
        request.Headers.Add("webhook-signature", signature);
        return await _posts.SendAsync(request, webhook.Roots, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _posts.Dispose();

    /// <summary>Null when the secret cannot be decoded.</summary>
    private static string? Sign(Secret secret, string id, string at, byte[] body)
    {
        byte[] signed = [.. Encoding.ASCII.GetBytes($"{id}.{at}."), .. body];
        if (!secret.Bytes.StartsWith(Encoding.ASCII.GetBytes(EncodedPrefix))) return Signature(secret.Bytes, signed);
        var decoded = new byte[secret.Bytes.Length];
        if (!Convert.TryFromBase64String(Encoding.UTF8.GetString(secret.Bytes[EncodedPrefix.Length..]), decoded, out var length)) return null;
        using var key = Secret.Take(decoded.AsSpan(0, length));
        return Signature(key.Bytes, signed);
    }

    private static string Signature(ReadOnlySpan<byte> key, byte[] signed) => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, signed))}";
}
