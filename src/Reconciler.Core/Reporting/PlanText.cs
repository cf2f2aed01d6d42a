using System.Globalization;
using System.Text;
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
    private readonly StringBuilder _text = new();
    private readonly Plan _plan;
    private readonly Ink _ink;
    private readonly ShortIds _ids;

    private PlanText(Plan plan, Ink ink)
    {
        (_plan, _ink) = (plan, ink);
        _ids = PlanGroups.IdsOf(plan);
    }

    public static string Render(Plan plan, Ink ink)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(ink);
        var text = new PlanText(plan, ink);
        text.Head();
        text.Notices();
        text.Changes();
        text.Waiting();
        text.Later();
        text._text.Append(SummaryText.Of(plan)).Append('\n');
        return text._text.ToString();
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
        Line("");
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

        if (!_plan.Blocked.IsEmpty || !_plan.Notices.IsEmpty) Line("");
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
        var used = _plan.Changes.Select(change => change.Verb.Symbol()).ToHashSet(StringComparer.Ordinal);
        Line("  " + string.Join("   ", all.Where(entry => used.Contains(entry.Symbol)).Select(entry => $"{entry.Symbol} {entry.Words}")));
        Line("");
    }

    private void Group(List<PlanAction> effects)
    {
        var head = PlanGroups.HeadOf(effects);
        var headId = _ids[head.Facts.Group];
        var isOwn = head.Id == head.Facts.Group;
        var title = isOwn ? $"{headId}  {head.Verb.Word()}" : headId;
        Line($"{Symbol(isOwn ? head.Verb : PlanVerb.Update)} {_ink.Bold(title)}{Place(head)}");
        if (isOwn) Details(head, "      ");
        foreach (var effect in effects.Where(effect => !ReferenceEquals(effect, head) || !isOwn)) Effect(effect);
        Line("");
    }

    private void Effect(PlanAction effect)
    {
        var at = effect.Id.LastIndexOf('@');
        var subject = at > 0 ? $" on {effect.Id[(at + 1)..]}" : effect.Id == effect.Facts.Group ? "" : $" {_ids[effect.Id]}";
        Line($"      {_ink.Of(effect.Verb, effect.Verb.Word())}{subject}: {effect.Facts.Sentence} ({effect.Facts.Reason.Word()}){Place(effect)}");
        Attributes(effect, "        ");
    }

    private void Details(PlanAction change, string indent)
    {
        Line($"{indent}{change.Facts.Sentence} ({change.Facts.Reason.Word()}){(change.Facts.Irreversible ? _ink.Red("  irreversible") : "")}");
        Attributes(change, indent);
        if (!change.Facts.Requires.IsEmpty) Line(_ink.Faint($"{indent}after     {string.Join(", ", change.Facts.Requires.Select(RequiredText))}"));
    }

    private void Attributes(PlanAction change, string indent)
    {
        var (before, after) = (change.Facts.Before, change.Facts.After);
        var unchanged = 0;
        var width = after.Items.Concat(before.Items).Select(item => item.Name.Length).DefaultIfEmpty(0).Max();
        foreach (var item in after.Items)
        {
            var old = before.Find(item.Name);
            if (old is not null && old.SameValue(item)) unchanged++;
            else Line($"{indent}{item.Name.PadRight(width)} = {(old is null ? "" : $"{old} -> ")}{item}");
        }

        if (change.Verb is PlanVerb.Replace or PlanVerb.Renew or PlanVerb.Rekey or PlanVerb.Retire or PlanVerb.Revoke or PlanVerb.Undeploy or PlanVerb.Retract or PlanVerb.Update)
        {
            foreach (var item in before.Items.Where(item => after.Find(item.Name) is null))
                Line($"{indent}{item.Name.PadRight(width)} = {item}{(change.Facts.AfterUnknown.Contains(item.Name) ? " -> (known after)" : change.Verb == PlanVerb.Update ? " -> (none)" : "")}");
        }

        if (unchanged > 0) Line(_ink.Faint($"{indent}({Counted(unchanged, "unchanged attribute")} hidden)"));
    }

    private void Counted(List<List<PlanAction>> alike)
    {
        var first = alike[0][0];
        var names = string.Join(", ", alike.Take(3).Select(group => _ids[group[0].Facts.Group]));
        var verbs = string.Join(", ", alike[0].Select(effect => effect.Verb.Word()).Distinct());
        Line($"{Symbol(first.Verb)} {_ink.Bold($"{alike.Count.ToString(CultureInfo.InvariantCulture)} x {PlanGroups.Kind(first.Facts.Group)}  {verbs}")}");
        Line($"      {first.Facts.Sentence} ({first.Facts.Reason.Word()}): {names} and {alike.Count - 3} more; --format json lists each");
        Line("");
    }

    private void Waiting()
    {
        if (_plan.Waiting.IsEmpty) return;
        Line(_ink.Bold("Waiting") + " (no action)");
        foreach (var entry in _plan.Waiting.Take(PlanGroups.AlikeLimit))
        {
            Line($"  ? {_ids[entry.Id]}  {entry.Verb.Word()}: {entry.Sentence} ({entry.Code}){(entry.Origin is { } origin ? $"   {origin.File}:{origin.Line}" : "")}");
        }

        if (_plan.Waiting.Length > PlanGroups.AlikeLimit) Line($"    and {_plan.Waiting.Length - PlanGroups.AlikeLimit} more; --format json lists each");
        var records = _plan.Waiting.SelectMany(entry => entry.Records).DistinctBy(record => record.Id).OrderBy(record => record.Id, StringComparer.Ordinal).ToList();
        if (records.Count > 0)
        {
            Line("");
            Line($"  Add {(records.Count == 1 ? "this record" : "these records")} at your DNS provider, then apply again:");
            foreach (var record in records) Line($"    {record.Rendered}");
        }

        Line("");
    }

    private void Later()
    {
        if (_plan.Later.IsEmpty) return;
        Line(_ink.Bold("Later"));
        foreach (var entry in _plan.Later.Take(10)) Line($"    {Instants.Format(entry.At)}  {_ids[entry.Id]}  {entry.Verb.Word()}: {entry.Sentence}");
        if (_plan.Later.Length > 10) Line($"    and {_plan.Later.Length - 10} more until {Instants.Format(_plan.Later[^1].At)}");
        Line("");
    }

    private string RequiredText(string key)
    {
        var hash = key.LastIndexOf('#');
        return $"{_ids[key[..hash]]} {key[(hash + 1)..]}";
    }

    private string Symbol(PlanVerb verb) => _ink.Of(verb, verb.Symbol().PadLeft(NameColumn - 1));

    private static string Place(PlanAction change) => change.Facts.Origin is { } origin ? $"   {origin.File}:{origin.Line}" : "";

    private static string Counted(int number, string noun) => string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");

    private void Line(string line) => _text.Append(line.TrimEnd()).Append('\n');
}
