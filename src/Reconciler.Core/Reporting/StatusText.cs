using System.Globalization;
using System.Text;
using Reconciler.Core.Domain;
using Reconciler.Core.Events;

namespace Reconciler.Core.Reporting;

/// <summary>The status board as a table: what an object waits for in a word on its line, in sentences below it.</summary>
public static class StatusText
{
    private static readonly string[] Heads = ["ID", "STATUS", "ENDS", "NEXT DUE", "ON", "WAITS FOR"];

    public static string Render(StatusBoard board, Ink ink)
    {
        ArgumentNullException.ThrowIfNull(board);
        ArgumentNullException.ThrowIfNull(ink);
        if (board.Rows.IsEmpty) return "Nothing was applied yet.\n";
        var ids = new ShortIds(board.Rows.Select(row => row.Id));
        var cells = board.Rows.Select(row => Cells(row, ids, board.Clock)).ToList();
        var widths = Heads.Select((head, i) => cells.Select(cell => cell[i].Length).Append(head.Length).Max()).ToArray();
        var text = new StringBuilder();
        text.Append(ink.Bold(Line(Heads, widths, static (_, cell) => cell))).Append('\n');
        for (var i = 0; i < cells.Count; i++)
        {
            var row = board.Rows[i];
            text.Append(Line(cells[i], widths, (column, cell) => column is 1 or 2 ? Colour(row.Concern, cell, ink) : cell)).Append('\n');
            foreach (var sentence in Sentences(row, board.Clock)) text.Append("    ").Append(Colour(row.Concern, sentence, ink)).Append('\n');
        }

        foreach (var subscriber in board.Untold) text.Append(ink.Yellow(Untold(subscriber, board.Clock))).Append('\n');
        return text.Append(Summary(board)).Append('\n').ToString();
    }

    /// <summary>One object on one line, without anything that only the passing of time changes.</summary>
    public static string OneLineOf(StatusRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var line = new StringBuilder(row.Id).Append(' ').Append(row.Status);
        if (row.End is { } end) line.Append(" ends ").Append(Instants.Format(end));
        if (row.Serial is { } serial) line.Append(" serial ").Append(serial);
        if (!row.Targets.IsEmpty) line.Append(" on ").AppendJoin(',', row.Targets);
        if (row.Condition is { } condition) line.Append("; ").Append(condition.Code).Append(": ").Append(condition.Message);
        foreach (var failure in row.Failures) line.Append("; ").Append(failure.Verb).Append(" failed: ").Append(failure.Message);
        return OneLine.Of(line.ToString());
    }

    private static string[] Cells(StatusRow row, ShortIds ids, DateTimeOffset now) =>
    [
        ids[row.Id],
        row.Status,
        Day(row.End, now),
        Day(row.NextDue, now),
        Places(row),
        WaitsFor(row, now),
    ];

    /// <summary>Where it is in use.</summary>
    private static string Places(StatusRow row)
    {
        var places = row.ExportedAt is null ? row.Targets : row.Targets.Add("exported");
        return places.IsEmpty ? "-" : string.Join(",", places);
    }

    private static string WaitsFor(StatusRow row, DateTimeOffset now)
    {
        var words = row.Failures.Select(failure => failure.Verb).Distinct().ToList();
        if (row.Condition is { } condition) words.Insert(0, OneLine.Of(condition.Code.Replace('_', ' ').ToLowerInvariant()));
        if (row.Renewal?.Lost.IsEmpty == false) words.Add("validation lost");
        if (StatusBoard.IsRunningOut(row.Renewal, now)) words.Add("ineligible");
        return words.Count == 0 ? "-" : string.Join(", ", words);
    }

    private static IEnumerable<string> Sentences(StatusRow row, DateTimeOffset now)
    {
        if (row.Condition is { } condition)
        {
            yield return OneLine.Of($"{condition.Code}: {condition.Message}{WaitText.Of(condition.NextTry, condition.Deadline, now)}");
        }

        foreach (var lost in row.Renewal?.Lost ?? [])
            yield return OneLine.Of($"VALIDATION_LOST: the record of {lost.Domain} is missing since {RelativeTime.Both(lost.LostSince!.Value, now)}: {lost.Detail}; renewal will fail at {RelativeTime.Both(row.Renewal!.Due, now)}");
        if (StatusBoard.IsRunningOut(row.Renewal, now))
            yield return OneLine.Of($"INELIGIBLE: it is not in use (no target, not exported since it was issued), so it is not renewed; it ends at {RelativeTime.Both(row.End!.Value, now)}");
        foreach (var failure in row.Failures)
            yield return OneLine.Of($"{failure.Verb} {ShortIds.Cut(failure.Id)} failed {RelativeTime.Of(failure.At, now)}: {failure.Message}; next try: the next apply");
    }

    private static string Untold(Subscriber subscriber, DateTimeOffset now)
    {
        var oldest = subscriber.Oldest is { } at ? $", the oldest {RelativeTime.Of(at, now)}" : "";
        var failure = subscriber.LastFailure is { } last ? $"; last failure: {last}" : "; serve tells them";
        var next = subscriber.NextTry is { } again ? $"; next try {RelativeTime.Both(again, now)}" : "";
        var givenUp = subscriber.GivenUp > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {subscriber.GivenUp} given up so far") : "";
        return OneLine.Of(string.Create(CultureInfo.InvariantCulture, $"{subscriber.Notification.Short}: {subscriber.Pending} {(subscriber.Pending == 1 ? "event" : "events")} not told yet{oldest}{failure}{next}{givenUp}"));
    }

    private static string Summary(StatusBoard board)
    {
        var statuses = board.Rows.CountBy(row => row.Status).OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Value} {entry.Key}"));
        var failed = board.Rows.Count(row => !row.Failures.IsEmpty);
        var waiting = board.Rows.Count(row => row.Condition is not null);
        return string.Create(CultureInfo.InvariantCulture, $"{board.Rows.Length} objects: {string.Join(", ", statuses)}; {waiting} waiting, {failed} with a failed change. State serial {board.Serial}");
    }

    private static string Line(string[] cells, int[] widths, Func<int, string, string> style)
    {
        var line = new StringBuilder();
        for (var i = 0; i < cells.Length; i++)
        {
            if (i > 0) line.Append("  ");
            line.Append(style(i, cells[i])).Append(' ', i == cells.Length - 1 ? 0 : widths[i] - cells[i].Length);
        }

        return line.ToString();
    }

    private static string Colour(StatusConcern concern, string text, Ink ink) => concern switch
    {
        StatusConcern.None => text,
        StatusConcern.Soon => ink.Yellow(text),
        StatusConcern.Now => ink.Red(text),
    };

    private static string Day(DateTimeOffset? instant, DateTimeOffset now) =>
        instant is { } at ? $"{at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)} ({RelativeTime.Of(at, now)})" : "-";
}
