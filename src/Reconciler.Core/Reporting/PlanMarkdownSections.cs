using System.Globalization;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;
using Reconciler.Core.Validation;

namespace Reconciler.Core.Reporting;

/// <summary>The parts of a plan in Markdown, each with its share of the page, so that a long table leaves room for the records.</summary>
internal sealed class PlanMarkdownSections(MarkdownPage page, Plan plan)
{
    private const int DangerShare = 8_000;
    private const int TableShare = 24_000;
    private const int WaitingShare = 6_000;
    private const int RecordShare = 12_000;
    private const int LaterShare = 2_000;

    /// <summary>Characters of a sentence in a row; the full plan has all of it.</summary>
    private const int SentenceLength = 300;

    private const int LaterRows = 10;

    private readonly ShortIds _ids = PlanGroups.IdsOf(plan);

    /// <summary>What is counted, without the zeros; in bold what stops an apply and what cannot be undone.</summary>
    public static string Headline(Plan plan)
    {
        var summary = plan.Summary;
        (int Count, string Words)[] counts =
        [
            (plan.Refusals.Length, "**{0} refused**"), (plan.Blocked.Length, "**{0} blocked**"), (summary.Revoke, "**{0} to revoke**"), (summary.Replace, "{0} to replace"), (summary.Remove, "{0} to remove"), (summary.Renew, "{0} to renew"),
            (summary.Add, "{0} to add"), (summary.Change, "{0} to change"), (summary.Waiting, "{0} waiting"),
        ];
        var parts = counts.Where(entry => entry.Count > 0).Select(entry => entry.Words.Replace("{0}", entry.Count.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        return string.Join(", ", parts) is { Length: > 0 } text ? text : "no changes";
    }

    public void Add()
    {
        Notices();
        page.Add($"`{SummaryText.Of(plan)}`\n\n");
        Changes();
        Waiting();
        Records();
        Later();
        FullPlan();
    }

    private void Notices()
    {
        var dangers = plan.Blocked.Select(notice => Notice("blocked", notice))
            .Concat(plan.Notices.Where(notice => notice.Level == NoticeLevel.Danger).Select(notice => Notice("danger", notice)))
            .Concat(plan.Changes.Where(change => change.Facts.Irreversible).Select(Irreversible));
        page.AddRows("> [!CAUTION]\n", [.. dangers], "\n", DangerShare);
        page.AddRows("> [!WARNING]\n", [.. plan.Notices.Where(notice => notice.Level == NoticeLevel.Warning).Select(notice => Notice("warning", notice))], "\n", DangerShare);
    }

    private static string Notice(string word, PlanNotice notice) => $"> - **{word}**: {Sentence(notice.Sentence)}{(notice.Origin is null ? "" : $" ({Place(notice.Origin)})")}\n";

    private string Irreversible(PlanAction change) => $"> - **irreversible**: {change.Verb.Word()} {Name(change.Id)}: {Sentence(change.Facts.Sentence)}\n";

    private void Changes()
    {
        List<string> rows = [];
        foreach (var alike in PlanGroups.Alike(plan))
        {
            if (alike.Count > PlanGroups.AlikeLimit) rows.Add(Counted(alike));
            else rows.AddRange(alike.Select(Row));
        }

        page.AddRows("| | object | why | where |\n|---|---|---|---|\n", rows, "\n", TableShare);
    }

    private string Row(List<PlanAction> effects)
    {
        var head = PlanGroups.HeadOf(effects);
        return $"| {What(effects)} | {Name(head.Facts.Group)} | {Why(effects)} | {Place(head.Facts.Origin)} |\n";
    }

    private string Counted(List<List<PlanAction>> alike)
    {
        var names = string.Join(", ", alike.Take(3).Select(effects => Name(effects[0].Facts.Group)));
        var count = alike.Count.ToString(CultureInfo.InvariantCulture);
        return $"| {What(alike[0])} | {count} × {PlanGroups.Kind(alike[0][0].Facts.Group)}: {names} and {alike.Count - 3} more | {Why(alike[0])} | {Place(PlanGroups.HeadOf(alike[0]).Facts.Origin)} … |\n";
    }

    private static string What(List<PlanAction> effects)
    {
        var verb = PlanGroups.HeadOf(effects).Verb;
        return $"{verb.Symbol()} {verb.Word()}";
    }

    /// <summary>The reason of the first effect; of the others what they do and where.</summary>
    private string Why(List<PlanAction> effects)
    {
        var head = PlanGroups.HeadOf(effects);
        var others = effects.Where(effect => !ReferenceEquals(effect, head)).Select(effect => $"{effect.Verb.Word()}{Subject(effect)}").ToList();
        var shown = others.Count <= 5 ? string.Join(", ", others) : $"{string.Join(", ", others.Take(5))} and {others.Count - 5} more";
        return $"{Sentence(head.Facts.Sentence)} (`{head.Facts.Reason.Word()}`){(others.Count == 0 ? "" : $"; {shown}")}{(head.Id == head.Facts.Group ? "" : Subject(head))}";
    }

    private string Subject(PlanAction effect)
    {
        if (effect.Id == effect.Facts.Group) return "";
        var at = effect.Id.LastIndexOf('@');
        return at > 0 ? $" on {MarkdownText.Code(effect.Id[(at + 1)..])}" : $" {Name(effect.Id)}";
    }

    private void Waiting() => page.AddRows(
        "**Waiting** (no action)\n\n",
        [.. plan.Waiting.Select(entry => $"- ? {Name(entry.Id)} {entry.Verb.Word()}: {Sentence(entry.Sentence)} (`{entry.Code}`){WaitText.Of(entry, plan.Head.Clock)} {Place(entry.Origin)}\n")],
        "\n",
        WaitingShare);

    private void Records()
    {
        var missing = plan.Waiting.SelectMany(entry => entry.Records).DistinctBy(record => record.Id).OrderBy(record => record.Id, StringComparer.Ordinal).Select(record => record.Rendered).ToList();
        var published = plan.Changes.OfType<PlanAction.PublishRecord>().Select(Published).ToList();
        Fold("DNS records to add at your DNS provider", missing, RecordShare);
        Fold("DNS records that apply writes", published, RecordShare);
    }

    private static string Published(PlanAction.PublishRecord change)
    {
        string Of(string name) => change.Facts.After.Find(name)!.Text!;
        return RecordLine.Cname(Of("name"), int.Parse(Of("ttl"), CultureInfo.InvariantCulture), Of("target")).ToString();
    }

    private void Later()
    {
        var rows = plan.Later.Take(LaterRows).Select(entry => $"- {RelativeTime.Both(entry.At, plan.Head.Clock)} {Name(entry.Id)} {entry.Verb.Word()}: {Sentence(entry.Sentence)}\n");
        var rest = plan.Later.Length <= LaterRows ? "\n" : string.Create(CultureInfo.InvariantCulture, $"- and {plan.Later.Length - LaterRows} more\n\n");
        page.AddRows("**Later**\n\n", [.. rows], rest, LaterShare);
    }

    private void FullPlan()
    {
        if (plan.HasChanges || !plan.Waiting.IsEmpty) Fold("Full plan", PlanText.Render(plan, Ink.Off).TrimEnd('\n').Split('\n'), int.MaxValue);
    }

    /// <summary>Folded lines, as they are: the block is raw HTML, in which only character references mean anything.</summary>
    private void Fold(string title, IReadOnlyCollection<string> lines, int share) => page.AddRows(
        string.Create(CultureInfo.InvariantCulture, $"<details><summary>{title} ({lines.Count})</summary>\n\n<pre>\n"),
        [.. lines.Select(line => MarkdownText.Escape(line) + "\n")],
        "</pre>\n\n</details>\n\n",
        share);

    private string Name(string id) => MarkdownText.Code(_ids[id]);

    private static string Sentence(string sentence) => MarkdownText.Escape(sentence, SentenceLength);

    private static string Place(SourceLocation? origin) => origin is { } place ? MarkdownText.Code($"{place.File}:{place.Line}") : "–";
}
