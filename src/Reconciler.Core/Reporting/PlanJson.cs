using System.Text.Encodings.Web;
using System.Text.Json;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Reporting;

/// <summary>A plan as JSON, format_version 1.0: fields may be added within 1.x, readers ignore what they do not know. It holds no secret.</summary>
public static class PlanJson
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Render(Plan plan) => Render(plan, null);

    /// <summary>With <paramref name="held"/> as the array of that name; null leaves it out.</summary>
    internal static byte[] Render(Plan plan, IReadOnlyList<SavedChange>? held)
    {
        ArgumentNullException.ThrowIfNull(plan);
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("format_version", "1.0");
            writer.WriteString("digest", plan.Digest);
            Head(writer, plan.Head);
            Array(writer, "changes", plan.Changes, Change);
            Array(writer, "waiting", plan.Waiting, Waiting);
            if (held is not null) Array(writer, "held", held, Held);
            Array(writer, "later", plan.Later, Later);
            Array(writer, "notices", plan.Notices, Notice);
            Array(writer, "blocked", plan.Blocked, Notice);
            DiagnosticJson.Array(writer, "refusals", plan.Refusals);
            Summary(writer, plan.Summary);
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void Head(Utf8JsonWriter writer, PlanHead head)
    {
        writer.WriteStartObject("source");
        writer.WriteString("commit", head.Source.Commit);
        writer.WriteString("reference", head.Source.Reference);
        writer.WriteString("tree_hash", head.Source.TreeHash);
        writer.WriteNumber("objects", head.Objects);
        writer.WriteEndObject();
        writer.WriteStartObject("state");
        writer.WriteString("lineage", head.StateLineage);
        writer.WriteNumber("serial", head.StateSerial);
        writer.WriteEndObject();
        writer.WriteString("clock", Instants.Format(head.Clock));
    }

    internal static void Change(Utf8JsonWriter writer, PlanAction change)
    {
        writer.WriteStartObject();
        writer.WriteString("id", change.Id);
        Array(writer, "actions", Actions(change), static (w, action) => w.WriteStringValue(action));
        writer.WriteString("verb", change.Verb.Word());
        writer.WriteString("reason", change.Facts.Reason.Word());
        writer.WriteString("sentence", change.Facts.Sentence);
        Origin(writer, change.Facts.Origin);
        writer.WritePropertyName("before");
        AttributesJson.Write(writer, change.Facts.Before);
        writer.WritePropertyName("after");
        AttributesJson.Write(writer, change.Facts.After);
        Array(writer, "after_unknown", change.Facts.AfterUnknown, static (w, name) => w.WriteStringValue(name));
        Array(writer, "requires", change.Facts.Requires, static (w, key) => w.WriteStringValue(key));
        writer.WriteBoolean("irreversible", change.Facts.Irreversible);
        writer.WriteEndObject();
    }

    /// <summary>A first deployment creates; one that has a before updates.</summary>
    private static string[] Actions(PlanAction change) => change.Verb switch
    {
        PlanVerb.Deploy when change.Facts.Before.Items.IsEmpty => ["create"],
        PlanVerb.Create or PlanVerb.Issue or PlanVerb.Publish => ["create"],
        PlanVerb.Renew or PlanVerb.Rekey or PlanVerb.Deploy or PlanVerb.Update or PlanVerb.Revoke => ["update"],
        PlanVerb.Replace => ["create", "delete"],
        PlanVerb.Retire or PlanVerb.Undeploy or PlanVerb.Retract => ["delete"],
    };

    internal static void Waiting(Utf8JsonWriter writer, WaitingEntry entry)
    {
        writer.WriteStartObject();
        writer.WriteString("id", entry.Id);
        writer.WriteString("verb", entry.Verb.Word());
        writer.WriteString("code", entry.Code);
        writer.WriteString("sentence", entry.Sentence);
        Origin(writer, entry.Origin);
        Array(writer, "records", entry.Records, static (w, record) =>
        {
            w.WriteStartObject();
            w.WriteString("name", record.Owner);
            w.WriteString("type", "CNAME");
            w.WriteString("target", record.Target);
            w.WriteNumber("ttl", record.Ttl);
            w.WriteEndObject();
        });
        writer.WritePropertyName("after");
        AttributesJson.Write(writer, entry.After);
        if (entry.NextTry is { } next) writer.WriteString("next_try", Instants.Format(next));
        if (entry.Deadline is { } deadline) writer.WriteString("deadline", Instants.Format(deadline));
        writer.WriteEndObject();
    }

    private static void Held(Utf8JsonWriter writer, SavedChange change)
    {
        writer.WriteStartObject();
        writer.WriteString("id", change.Id);
        writer.WriteString("verb", change.Verb);
        writer.WritePropertyName("after");
        AttributesJson.Write(writer, change.After);
        writer.WriteEndObject();
    }

    internal static void Later(Utf8JsonWriter writer, LaterEntry entry)
    {
        writer.WriteStartObject();
        writer.WriteString("id", entry.Id);
        writer.WriteString("verb", entry.Verb.Word());
        writer.WriteString("at", Instants.Format(entry.At));
        writer.WriteString("sentence", entry.Sentence);
        writer.WriteEndObject();
    }

    internal static void Notice(Utf8JsonWriter writer, PlanNotice notice)
    {
        writer.WriteStartObject();
        writer.WriteString("level", notice.Level == NoticeLevel.Danger ? "danger" : "warning");
        writer.WriteString("id", notice.Id);
        writer.WriteString("sentence", notice.Sentence);
        Origin(writer, notice.Origin);
        writer.WriteEndObject();
    }

    private static void Summary(Utf8JsonWriter writer, PlanSummary summary)
    {
        writer.WriteStartObject("summary");
        writer.WriteNumber("add", summary.Add);
        writer.WriteNumber("renew", summary.Renew);
        writer.WriteNumber("replace", summary.Replace);
        writer.WriteNumber("revoke", summary.Revoke);
        writer.WriteNumber("remove", summary.Remove);
        writer.WriteNumber("change", summary.Change);
        writer.WriteNumber("waiting", summary.Waiting);
        writer.WriteEndObject();
    }

    private static void Origin(Utf8JsonWriter writer, SourceLocation? origin) => Origin(writer, "origin", origin);

    internal static void Origin(Utf8JsonWriter writer, string name, SourceLocation? origin)
    {
        if (origin is not { } place)
        {
            writer.WriteNull(name);
            return;
        }

        writer.WriteStartObject(name);
        writer.WriteString("file", place.File);
        writer.WriteNumber("line", place.Line);
        writer.WriteNumber("column", place.Column);
        writer.WriteEndObject();
    }

    internal static void Array<T>(Utf8JsonWriter writer, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        writer.WriteStartArray(name);
        foreach (var item in items) write(writer, item);
        writer.WriteEndArray();
    }
}
