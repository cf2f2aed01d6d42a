using System.Text.Encodings.Web;
using System.Text.Json;
using Reconciler.Core.Domain;
using Reconciler.Core.Events;

namespace Reconciler.Adapters.Notify;

/// <summary>An event as CloudEvents 1.0 in structured JSON mode; the same event from the same state gives the same bytes.</summary>
internal static class CloudEventJson
{
    public const string ContentType = "application/cloudevents+json";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(CertificateEvent told, string source)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteString("specversion", "1.0");
            json.WriteString("id", told.Id);
            json.WriteString("source", source);
            json.WriteString("type", told.Type);
            json.WriteString("subject", told.Subject.Text);
            json.WriteString("time", Instants.Format(told.At));
            json.WriteString("datacontenttype", "application/json");
            json.WriteStartObject("data");
            Data(json, told);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void Data(Utf8JsonWriter json, CertificateEvent told)
    {
        json.WriteString("id", told.Subject.Text);
        json.WriteString("crn", told.Crn);
        json.WriteString("account", told.Subject.Account);
        json.WriteString("region", told.Subject.Region);
        json.WriteString("name", told.Subject.Name);
        json.WriteString("event", told.Kind.Word());
        json.WriteString("message", told.Sentence);
        if (told.Remedy is not null) json.WriteString("what_to_do", told.Remedy);
        if (told.Reason is not null) json.WriteString("reason", told.Reason);
        if (told.Target is not null) json.WriteString("target", told.Target);
        if (told.DaysLeft is { } days) json.WriteNumber("days_left", days);
        if (told.RenewalFailsAt is { } at) json.WriteString("renewal_fails_at", Instants.Format(at));
        json.WriteNumber("version", told.Version);
        List(json, "serials", told.Serials);
        json.WriteString("not_after", Instants.Format(told.NotAfter));
        List(json, "names", told.Names);
        json.WriteStartObject("tags");
        foreach (var (key, value) in told.Tags) json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static void List(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
