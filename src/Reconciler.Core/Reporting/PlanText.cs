using System.Globalization;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Reporting;

/// <summary>
/// A plan for a terminal: head, legend of what occurs, changes grouped by object with reason and place, Waiting with the records to copy, Later,
/// notices, one summary line. Plain text holds no escape byte and is the same for the same plan.
/// </summary>
public sealed class PlanText
{
    private const int NameColumn = 4;
    private readonly TextPage _page;
    private readonly Plan _plan;
    private readonly Ink _ink;
    private readonly ShortIds _ids;

    private PlanText(Plan plan, Ink ink, int? width)
    {
        (_plan, _ink, _page) = (plan, ink, new(width));
        _ids = PlanGroups.IdsOf(plan);
    }

    /// <param name="width">Columns of the terminal, at which sentences break; null where nobody's terminal is known.</param>
    public static string Render(Plan plan, Ink ink, int? width = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(ink);
        var text = new PlanText(plan, ink, width);
        text.Head();
        text.Notices();
        text.Changes();
        text.Waiting();
        text.Later();
        text._page.Verbatim(SummaryText.Of(plan));
        return text._page.ToString();
    }

    private void Head()
    {
        var source = _plan.Head.Source;
        var name = source.Commit is { } commit
            ? $"{(source.Reference is null ? "" : source.Reference + "@")}{commit[..Math.Min(12, commit.Length)]}"
            : $"uncommitted, tree {source.TreeHash?[..12]}";
        var state = _plan.Head.StateSerial == 0 ? "none yet" : string.Create(CultureInfo.InvariantCulture, $"serial {_plan.Head.StateSerial}");
        Line($"Source  {name}   {Counted(_plan.Head.Objects, "object")}");
        Line($"State   {state}   Clock {Instants.Format(_plan.Head.Clock)}");
        _page.Empty();
    }

    private void Notices()
    {
        foreach (var notice in _plan.Blocked) Line($"{_ink.Red("blocked")}  {notice.Sentence}");
        foreach (var notice in _plan.Notices)
        {
            var word = notice.Level switch
            {
                NoticeLevel.Danger => _ink.Red("danger"),
                NoticeLevel.Warning => _ink.Yellow("warning"),
            };
            Line($"{word}  {notice.Sentence}{(notice.Origin is { } origin ? $"   {origin.File}:{origin.Line}" : "")}");
        }

        if (!_plan.Blocked.IsEmpty || !_plan.Notices.IsEmpty) _page.Empty();
    }

    private void Changes()
    {
        if (_plan.Changes.IsEmpty) return;
        Legend();
        foreach (var alike in PlanGroups.Alike(_plan))
        {
            if (alike.Count > PlanGroups.AlikeLimit) Counted(alike);
            else foreach (var group in alike) Group(group);
        }
    }

    private void Legend()
    {
        (string Symbol, string Words)[] all = [("+", "create"), ("~", "update"), ("+/-", "replace, new first"), ("-", "remove")];
        var used = PlanGroups.Alike(_plan).SelectMany(alike => alike).Select(group => VerbOf(group).Symbol()).ToHashSet(StringComparer.Ordinal);
        Line("  " + string.Join("   ", all.Where(entry => used.Contains(entry.Symbol)).Select(entry => $"{entry.Symbol} {entry.Words}")));
        _page.Empty();
    }

    private void Group(List<PlanAction> effects)
    {
        var head = PlanGroups.HeadOf(effects);
        var headId = _ids[head.Facts.Group];
        var isOwn = head.Id == head.Facts.Group;
        var title = isOwn ? $"{headId}  {head.Verb.Word()}" : headId;
        Line($"{Symbol(VerbOf(effects))} {_ink.Bold(title)}{Place(head)}");
        if (isOwn) Details(head, "      ");
        foreach (var effect in effects.Where(effect => !ReferenceEquals(effect, head) || !isOwn)) Effect(effect);
        _page.Empty();
    }

    private void Effect(PlanAction effect)
    {
        var at = effect.Id.LastIndexOf('@');
        var subject = at > 0 ? $" on {effect.Id[(at + 1)..]}" : effect.Id == effect.Facts.Group ? "" : $" {_ids[effect.Id]}";
        Line($"      {_ink.Of(effect.Verb, effect.Verb.Word())}{subject}: {effect.Facts.Sentence} ({effect.Facts.Reason.Word()}){Place(effect)}");
        var attributes = string.Join(", ", AttributeText.Lines(effect, _plan.Head.Clock, isAligned: false));
        if (attributes.Length > 0) Line($"        {attributes}");
    }

    private void Details(PlanAction change, string indent)
    {
        Line($"{indent}{change.Facts.Sentence} ({change.Facts.Reason.Word()}){(change.Facts.Irreversible ? _ink.Red("  irreversible") : "")}");
        Attributes(change, indent);
        if (!change.Facts.Requires.IsEmpty) Line(_ink.Faint($"{indent}after     {string.Join(", ", change.Facts.Requires.Select(RequiredText))}"));
    }

    private void Attributes(PlanAction change, string indent)
    {
        foreach (var line in AttributeText.Lines(change, _plan.Head.Clock, isAligned: true)) Line($"{indent}{line}");
    }

    private void Counted(List<List<PlanAction>> alike)
    {
        var first = PlanGroups.HeadOf(alike[0]);
        var names = string.Join(", ", alike.Take(3).Select(group => _ids[group[0].Facts.Group]));
        var verbs = string.Join(", ", alike[0].Select(effect => effect.Verb.Word()).Distinct());
        Line($"{Symbol(VerbOf(alike[0]))} {_ink.Bold($"{alike.Count.ToString(CultureInfo.InvariantCulture)} x {PlanGroups.Kind(first.Facts.Group)}  {verbs}")}");
        Line($"      {first.Facts.Sentence} ({first.Facts.Reason.Word()}): {names} and {alike.Count - 3} more; --format json lists each");
        _page.Empty();
    }

    private void Waiting()
    {
        if (_plan.Waiting.IsEmpty) return;
        Line(_ink.Bold("Waiting") + " (no action)");
        foreach (var entry in _plan.Waiting.Take(PlanGroups.AlikeLimit))
        {
            Line($"  ? {_ids[entry.Id]}  {entry.Verb.Word()}: {entry.Sentence} ({entry.Code}){WaitText.Of(entry, _plan.Head.Clock)}{(entry.Origin is { } origin ? $"   {origin.File}:{origin.Line}" : "")}");
        }

        if (_plan.Waiting.Length > PlanGroups.AlikeLimit) Line($"    and {_plan.Waiting.Length - PlanGroups.AlikeLimit} more; --format json lists each");
        var records = _plan.Waiting.SelectMany(entry => entry.Records).DistinctBy(record => record.Id).OrderBy(record => record.Id, StringComparer.Ordinal).ToList();
        if (records.Count > 0)
        {
            _page.Empty();
            Line($"  Add {(records.Count == 1 ? "this record" : "these records")} at your DNS provider, then apply again:");
            foreach (var record in records) _page.Verbatim($"    {record.Rendered}");
        }

        _page.Empty();
    }

    private void Later()
    {
        if (_plan.Later.IsEmpty) return;
        Line(_ink.Bold("Later"));
        foreach (var entry in _plan.Later.Take(10)) Line($"    {RelativeTime.Both(entry.At, _plan.Head.Clock)}  {_ids[entry.Id]}  {entry.Verb.Word()}: {entry.Sentence}");
        if (_plan.Later.Length > 10) Line($"    and {_plan.Later.Length - 10} more until {RelativeTime.Both(_plan.Later[^1].At, _plan.Head.Clock)}");
        _page.Empty();
    }

    private string RequiredText(string key)
    {
        var hash = key.LastIndexOf('#');
        return $"{_ids[key[..hash]]} {key[(hash + 1)..]}";
    }

    /// <summary>What its line says is done to an object: an update where only its records, files or CRL change.</summary>
    private static PlanVerb VerbOf(List<PlanAction> effects) => PlanGroups.HeadOf(effects) is var head && head.Id == head.Facts.Group ? head.Verb : PlanVerb.Update;

    private string Symbol(PlanVerb verb) => _ink.Of(verb, verb.Symbol().PadLeft(NameColumn - 1));

    private static string Place(PlanAction change) => change.Facts.Origin is { } origin ? $"   {origin.File}:{origin.Line}" : "";

    private static string Counted(int number, string noun) => string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");

    private void Line(string line) => _page.Line(line);
}
