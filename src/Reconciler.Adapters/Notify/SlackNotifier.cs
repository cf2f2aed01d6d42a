using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Desired;
using Reconciler.Core.Events;

namespace Reconciler.Adapters.Notify;

/// <summary>Events as one message to an incoming webhook, whose address is a secret.</summary>
public sealed class SlackNotifier(ISecretSource secrets) : INotifier, IDisposable
{
    private readonly HttpPosts _posts = new(HttpPosts.Limit);

    public int MostAtOnce => 20;

    public bool Handles(NotificationSpec spec) => spec is NotificationSpec.Slack;

    public async Task<string?> SendAsync(NotificationSpec spec, EventMessage message, CancellationToken cancellationToken)
    {
        var slack = (NotificationSpec.Slack)spec;
        ArgumentNullException.ThrowIfNull(message);
        if (!secrets.Read(slack.Url).IsOk(out var secret, out var missing)) return missing;
        Uri? address;
        using (secret)
        {
            if (!Uri.TryCreate(Encoding.UTF8.GetString(secret.Bytes), UriKind.Absolute, out address) || address.Scheme is not ("https" or "http"))
                return $"{slack.Url} holds no https or http address";
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(Body(message)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        return await _posts.SendAsync(request, null, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _posts.Dispose();

    private static byte[] Body(EventMessage message)
    {
        var text = string.Join('\n', message.Events.Select(EventText.Body));
        // The three characters that the receiving side gives a meaning; with them no text becomes a link or calls people.
        var escaped = text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("text", escaped);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }
}
