using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Reconciler.Web.Answering;

/// <summary>How an answer is written.</summary>
internal static class Responses
{
    public static Task TextAsync(this HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = MediaTypes.Text;
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    public static async Task BytesAsync(this HttpContext context, string mediaType, ReadOnlyMemory<byte> content)
    {
        context.Response.ContentType = mediaType;
        context.Response.ContentLength = content.Length;
        await context.Response.Body.WriteAsync(content, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>A refusal as RFC 9457 has it.</summary>
    /// <param name="detail">One sentence for people: what is wrong and what to do.</param>
    /// <param name="names">Of a list that is written too, by its name; null for none.</param>
    public static async Task ProblemAsync(this HttpContext context, int status, string detail, string? listName = null, IEnumerable<string>? names = null)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("type", "about:blank");
            json.WriteString("title", ReasonPhrases.GetReasonPhrase(status));
            json.WriteNumber("status", status);
            json.WriteString("detail", detail);
            if (listName is not null)
            {
                json.WriteStartArray(listName);
                foreach (var name in names ?? []) json.WriteStringValue(name);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        context.Response.StatusCode = status;
        await context.BytesAsync(MediaTypes.Problem, stream.ToArray()).ConfigureAwait(false);
    }
}
