using System.Text.Encodings.Web;
using System.Text.Json;
using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Reporting;

/// <summary>Objects as JSON, format_version 1.0: a page of a list, and the story of one.</summary>
public static class ObjectJson
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="next">Where the next page is; null: there is none.</param>
    public static byte[] Page(ObjectPage page, string? next)
    {
        ArgumentNullException.ThrowIfNull(page);
        return Render(json =>
        {
            Head(json, page.Mark, page.Revision, page.Clock);
            json.WriteStartArray("objects");
            foreach (var row in page.Rows)
            {
                json.WriteStartObject();
                Row(json, row, page.Clock);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("next", next);
        });
    }

    public static byte[] Story(ObjectAccount account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return Render(json =>
        {
            Head(json, account.Mark, account.Revision, account.Clock);
            Row(json, account.Row, account.Clock);
            json.WritePropertyName("wanted");
            Wanted(json, account.Row.Declared);
            ObjectStateJson.Write(json, account);
            Coming(json, account);
        });
    }

    private static byte[] Render(Action<Utf8JsonWriter> content)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteString("format_version", "1.0");
            content(json);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void Head(Utf8JsonWriter json, StateMark mark, string? revision, DateTimeOffset clock)
    {
        json.WriteStartObject("state");
        json.WriteString("lineage", mark.Lineage);
        json.WriteNumber("serial", mark.Serial);
        json.WriteEndObject();
        json.WriteString("revision", revision);
        json.WriteString("clock", Instants.Format(clock));
    }

    private static void Row(Utf8JsonWriter json, ObjectRow row, DateTimeOffset now)
    {
        json.WriteString("id", row.Id.Text);
        json.WriteString("kind", row.Id.Kind.Word());
        json.WriteString("account", row.Id.Account);
        json.WriteString("region", row.Id.Region);
        json.WriteString("name", row.Id.Name);
        PlanJson.Origin(json, "declared", row.Declared?.Places.Document);
        if (row.Status is { } status)
        {
            StatusJson.Fields(json, status, now);
            return;
        }

        json.WriteNull("crn");
        json.WriteNull("status");
        json.WriteStartObject("tags");
        foreach (var (key, value) in row.Tags) json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static void Wanted(Utf8JsonWriter json, DeclaredResource? declared)
    {
        var attributes = declared switch
        {
            Certificate certificate => SpecText.Of(certificate.Spec),
            CertificateAuthority authority => SpecText.Of(authority.Spec),
            Target target => SpecText.Of(target.Spec),
            DnsProvider provider => SpecText.Of(provider.Spec),
            _ => null,
        };
        if (attributes is null) json.WriteNullValue();
        else AttributesJson.Write(json, attributes);
    }

    private static void Coming(Utf8JsonWriter json, ObjectAccount account)
    {
        if (account.Plan is not { } plan)
        {
            foreach (var name in (string[])["now", "waiting", "later", "notices"]) json.WriteNull(name);
            return;
        }

        var id = account.Row.Id;
        PlanJson.Array(json, "now", ObjectAccount.ChangesOf(plan, id), PlanJson.Change);
        PlanJson.Array(json, "waiting", plan.Waiting.Where(entry => entry.Id == id.Text), PlanJson.Waiting);
        PlanJson.Array(json, "later", plan.Later.Where(entry => entry.Id == id.Text), PlanJson.Later);
        PlanJson.Array(json, "notices", plan.Notices.Concat(plan.Blocked).Where(notice => notice.Id == id.Text), PlanJson.Notice);
    }
}
