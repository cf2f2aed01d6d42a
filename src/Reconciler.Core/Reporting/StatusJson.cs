using System.Text.Json;
using Reconciler.Core.Actual;
using Reconciler.Core.Domain;
using Reconciler.Core.Events;

namespace Reconciler.Core.Reporting;

/// <summary>The status board as JSON.</summary>
public static class StatusJson
{
    public static byte[] Render(StatusBoard board)
    {
        ArgumentNullException.ThrowIfNull(board);
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteString("format_version", "1.0");
            writer.WriteStartObject("state");
            writer.WriteString("lineage", board.Lineage);
            writer.WriteNumber("serial", board.Serial);
            writer.WriteEndObject();
            writer.WriteString("clock", Instants.Format(board.Clock));
            writer.WriteStartArray("objects");
            foreach (var row in board.Rows) Row(writer, row, board.Clock);
            writer.WriteEndArray();
            if (board.Next is { } next) writer.WriteString("next", next);
            if (!board.Untold.IsEmpty) Untold(writer, board.Untold);
            writer.WriteStartObject("summary");
            foreach (var (status, count) in board.Counts) writer.WriteNumber(status, count);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void Untold(Utf8JsonWriter writer, IEnumerable<Subscriber> subscribers)
    {
        writer.WriteStartArray("notifications");
        foreach (var subscriber in subscribers)
        {
            writer.WriteStartObject();
            writer.WriteString("id", subscriber.Notification.Text);
            writer.WriteNumber("undelivered", subscriber.Pending);
            Instant(writer, "oldest", subscriber.Oldest);
            writer.WriteNumber("attempts", subscriber.Attempts);
            writer.WriteString("last_failure", subscriber.LastFailure);
            Instant(writer, "next_try", subscriber.NextTry);
            writer.WriteNumber("given_up", subscriber.GivenUp);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Row(Utf8JsonWriter writer, StatusRow row, DateTimeOffset now)
    {
        writer.WriteStartObject();
        writer.WriteString("id", row.Id);
        Fields(writer, row, now);
        writer.WriteEndObject();
    }

    /// <summary>All but the identity.</summary>
    internal static void Fields(Utf8JsonWriter writer, StatusRow row, DateTimeOffset now)
    {
        writer.WriteString("crn", row.Crn);
        writer.WriteString("status", row.Status);
        Instant(writer, "not_after", row.End);
        if (row.End is { } end) writer.WriteNumber("days_left", (int)Math.Floor((end - now).TotalDays));
        else writer.WriteNull("days_left");
        writer.WriteString("concern", Word(row.Concern));
        writer.WriteString("serial", row.Serial);
        Instant(writer, "next_due", row.NextDue);
        writer.WriteString("waits_for", row.Condition is { } condition ? $"{condition.Code}: {condition.Message}" : null);
        Instant(writer, "next_try", row.Condition?.NextTry);
        if (row.Condition?.Deadline is not null) Instant(writer, "deadline", row.Condition.Deadline);
        if (row.Renewal is { } renewal) Renewal(writer, renewal);
        writer.WriteStartArray("failures");
        foreach (var failure in row.Failures) Failure(writer, failure);
        writer.WriteEndArray();
        writer.WriteStartObject("tags");
        foreach (var (key, value) in row.Tags) writer.WriteString(key, value);
        writer.WriteEndObject();
        writer.WriteStartArray("targets");
        foreach (var target in row.Targets) writer.WriteStringValue(target);
        writer.WriteEndArray();
        if (row.ExportedAt is not null) Instant(writer, "exported_at", row.ExportedAt);
    }

    /// <summary>Of a word that <see cref="Render"/> wrote; one that is not known concerns nobody.</summary>
    internal static StatusConcern ConcernOf(string? word) => Enum.GetValues<StatusConcern>().FirstOrDefault(concern => Word(concern) == word);

    private static string Word(StatusConcern concern) => concern switch
    {
        StatusConcern.None => "none",
        StatusConcern.Soon => "soon",
        StatusConcern.Now => "now",
    };

    private static void Renewal(Utf8JsonWriter writer, RenewalStanding renewal)
    {
        writer.WriteStartObject("renewal");
        writer.WriteString("status", renewal.Status);
        writer.WriteString("eligibility", renewal.IsEligible ? "ELIGIBLE" : "INELIGIBLE");
        Instant(writer, "due", renewal.Due);
        writer.WriteStartArray("lost_validations");
        foreach (var lost in renewal.Lost)
        {
            writer.WriteStartObject();
            writer.WriteString("domain", lost.Domain);
            writer.WriteString("record", lost.Owner);
            Instant(writer, "since", lost.LostSince);
            Instant(writer, "seen_at", lost.SeenAt);
            writer.WriteString("message", lost.Detail);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Failure(Utf8JsonWriter writer, ChangeFailure failure)
    {
        writer.WriteStartObject();
        writer.WriteString("id", failure.Id);
        writer.WriteString("verb", failure.Verb);
        Instant(writer, "at", failure.At);
        writer.WriteString("message", failure.Message);
        writer.WriteEndObject();
    }

    internal static void Instant(Utf8JsonWriter writer, string name, DateTimeOffset? instant) =>
        writer.WriteString(name, instant is { } at ? Instants.Format(at) : null);
}
