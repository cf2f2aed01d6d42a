using System.Collections.Immutable;
using System.Text.Json;
using Reconciler.Core.Actual;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;
using Reconciler.Core.Events;

namespace Reconciler.Core.Reporting;

/// <summary>Reads what a daemon says of its objects back into a board. Fields that it does not know are passed over.</summary>
public static class StatusJsonReader
{
    /// <summary>Of an answer that names its state. Throws <see cref="ReconcilerException"/> for anything else.</summary>
    /// <param name="from">Who gave it, for the message.</param>
    public static StateMark ReadMark(ReadOnlyMemory<byte> json, string from) => Read(json, from, static root => Mark(root));

    /// <summary>Of a page of <c>/api/v1/objects</c>: what the state knows of its objects, and where the next page is; null: there is none.</summary>
    public static (ImmutableArray<StatusRow> Rows, string? Next) ReadPage(ReadOnlyMemory<byte> json, string from) => Read(json, from, static page =>
    {
        var clock = page.GetProperty("clock").GetDateTimeOffset();
        return (page.GetProperty("objects").EnumerateArray().Where(row => row.GetProperty("status").ValueKind == JsonValueKind.String).Select(row => Row(row, clock)).ToImmutableArray(), Next(page));
    });

    /// <summary>Of <c>/api/v1/status</c>: the first objects, and where the others are.</summary>
    public static StatusBoard ReadDaemon(ReadOnlyMemory<byte> json, string from) => Read(json, from, static root => Board(root.GetProperty("status")));

    private static T Read<T>(ReadOnlyMemory<byte> json, string from, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return read(document.RootElement);
        }
        catch (Exception damaged) when (damaged is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ReconcilerException(FailureKind.Environment, $"what {from} answers is no status of reconciler", "check the address", damaged);
        }
    }

    private static StateMark Mark(JsonElement root) => new(root.GetProperty("state").GetProperty("lineage").GetString()!, root.GetProperty("state").GetProperty("serial").GetInt64());

    private static StatusBoard Board(JsonElement status)
    {
        var (lineage, serial) = Mark(status);
        var clock = status.GetProperty("clock").GetDateTimeOffset();
        return new(lineage, serial, clock, [.. status.GetProperty("objects").EnumerateArray().Select(row => Row(row, clock))])
        {
            Next = Next(status),
            Untold = status.TryGetProperty("notifications", out var behind) ? [.. behind.EnumerateArray().Select(Untold)] : [],
        };
    }

    /// <summary>A page of the same daemon, and nothing else.</summary>
    private static string? Next(JsonElement page)
    {
        if (!page.TryGetProperty("next", out var next) || next.GetString() is not { } path) return null;
        return path.StartsWith("/api/v1/objects?", StringComparison.Ordinal) ? path : throw new FormatException("no page of objects");
    }

    private static Subscriber Untold(JsonElement behind) => new(
        ResourceId.TryParse(behind.GetProperty("id").GetString()!) ?? throw new FormatException("no identity"),
        behind.GetProperty("undelivered").GetInt32(),
        Instant(behind, "oldest"),
        behind.GetProperty("attempts").GetInt32(),
        behind.GetProperty("last_failure").GetString(),
        Instant(behind, "next_try"),
        behind.GetProperty("given_up").GetInt64());

    private static StatusRow Row(JsonElement row, DateTimeOffset clock) => new(
        row.GetProperty("id").GetString()!,
        row.GetProperty("crn").GetString()!,
        row.GetProperty("status").GetString()!,
        Instant(row, "not_after"),
        row.GetProperty("serial").GetString(),
        Instant(row, "next_due"),
        Condition(row, clock),
        [.. row.GetProperty("failures").EnumerateArray().Select(failure => new ChangeFailure(failure.GetProperty("id").GetString()!, failure.GetProperty("verb").GetString()!, failure.GetProperty("at").GetDateTimeOffset(), failure.GetProperty("message").GetString()!))],
        StatusJson.ConcernOf(row.GetProperty("concern").GetString()),
        row.GetProperty("tags").EnumerateObject().ToImmutableSortedDictionary(tag => tag.Name, tag => tag.Value.GetString()!, StringComparer.Ordinal),
        [.. row.GetProperty("targets").EnumerateArray().Select(target => target.GetString()!)],
        Optional(row, "exported_at"),
        row.TryGetProperty("renewal", out var renewal) ? Renewal(row, renewal) : null);

    private static RenewalStanding Renewal(JsonElement row, JsonElement renewal) => new(
        renewal.GetProperty("status").GetString(),
        renewal.GetProperty("eligibility").GetString() == "ELIGIBLE",
        renewal.GetProperty("due").GetDateTimeOffset(),
        [.. renewal.GetProperty("lost_validations").EnumerateArray().Select(lost => new RecordSighting
        {
            Account = row.GetProperty("id").GetString()!.Split('/')[0],
            Owner = lost.GetProperty("record").GetString()!,
            Domain = lost.GetProperty("domain").GetString()!,
            Zone = "",
            AskedAt = lost.GetProperty("since").GetDateTimeOffset(),
            SeenAt = Instant(lost, "seen_at"),
            LostSince = lost.GetProperty("since").GetDateTimeOffset(),
            Detail = lost.GetProperty("message").GetString(),
        })]);

    /// <summary><c>CODE: message</c>.</summary>
    private static Condition? Condition(JsonElement row, DateTimeOffset clock)
    {
        if (row.GetProperty("waits_for").GetString() is not { } text) return null;
        var cut = text.IndexOf(": ", StringComparison.Ordinal);
        return new(cut < 0 ? text : text[..cut], cut < 0 ? "" : text[(cut + 2)..], clock, Instant(row, "next_try"), 1) { Deadline = Optional(row, "deadline") };
    }

    private static DateTimeOffset? Optional(JsonElement row, string name) => row.TryGetProperty(name, out _) ? Instant(row, name) : null;

    private static DateTimeOffset? Instant(JsonElement row, string name) => row.GetProperty(name) is { ValueKind: JsonValueKind.String } instant ? instant.GetDateTimeOffset() : null;
}
