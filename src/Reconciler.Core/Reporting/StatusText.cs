using System.Globalization;
using System.Text;
using System.Text.Json;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Reporting;

/// <summary>The status board as a table and as JSON.</summary>
public static class StatusText
{
    public static string Render(StatusBoard board, Ink ink)
    {
        ArgumentNullException.ThrowIfNull(board);
        ArgumentNullException.ThrowIfNull(ink);
        if (board.Rows.IsEmpty) return "Nothing was applied yet.\n";
        var ids = new ShortIds(board.Rows.Select(row => row.Id));
        string[] heads = ["ID", "STATUS", "ENDS", "LEFT", "NEXT DUE", "ON"];
        var cells = board.Rows.Select(row => new[] { ids[row.Id], row.Status, Day(row.End), Left(row.End, board.Clock), Day(row.NextDue), string.Join(",", row.Targets) }).ToList();
        var widths = heads.Select((head, i) => cells.Select(cell => cell[i].Length).Append(head.Length).Max()).ToArray();
        var text = new StringBuilder();
        Line(text, heads, widths, ink.Bold);
        for (var i = 0; i < cells.Count; i++)
        {
            Line(text, cells[i], widths, static line => line);
            if (board.Rows[i].WaitsFor is { } waits) text.Append("    ").Append(ink.Yellow(waits)).Append('\n');
        }

        text.Append(CultureInfo.InvariantCulture, $"{board.Rows.Length} objects, state serial {board.Serial}\n");
        return text.ToString();
    }

    public static byte[] RenderJson(StatusBoard board)
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
            foreach (var row in board.Rows) Row(writer, row);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void Row(Utf8JsonWriter writer, StatusRow row)
    {
        writer.WriteStartObject();
        writer.WriteString("id", row.Id);
        writer.WriteString("crn", row.Crn);
        writer.WriteString("status", row.Status);
        writer.WriteString("not_after", row.End is { } end ? Instants.Format(end) : null);
        writer.WriteString("serial", row.Serial);
        writer.WriteString("next_due", row.NextDue is { } due ? Instants.Format(due) : null);
        writer.WriteString("waits_for", row.WaitsFor);
        writer.WriteStartObject("tags");
        foreach (var (key, value) in row.Tags) writer.WriteString(key, value);
        writer.WriteEndObject();
        writer.WriteStartArray("targets");
        foreach (var target in row.Targets) writer.WriteStringValue(target);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Line(StringBuilder text, string[] cells, int[] widths, Func<string, string> style) =>
        text.Append(style(string.Join("  ", cells.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd())).Append('\n');

    private static string Day(DateTimeOffset? instant) => instant?.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture) ?? "-";

    private static string Left(DateTimeOffset? end, DateTimeOffset now)
    {
        if (end is not { } instant) return "-";
        var left = instant - now;
        if (left <= TimeSpan.Zero) return "ended";
        return left.TotalDays >= 1 ? $"{(int)left.TotalDays}d" : left.TotalHours >= 1 ? $"{(int)left.TotalHours}h" : $"{(int)left.TotalMinutes}m";
    }
}
