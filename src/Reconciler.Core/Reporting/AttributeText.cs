using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Reporting;

/// <summary>
/// The attributes of a change for people: what it sets, what it changes, and how many it leaves alone. Instants are followed by how far they are,
/// a validity by the day to which it would reach, a list that changes shows only what comes and goes.
/// </summary>
internal static class AttributeText
{
    /// <summary>One text for each attribute that changes, then one that counts the rest.</summary>
    /// <param name="clock">Of the plan.</param>
    /// <param name="isAligned">Whether the names are padded to one width, for lines below each other.</param>
    public static IEnumerable<string> Lines(PlanAction change, DateTimeOffset clock, bool isAligned)
    {
        var (before, after) = (change.Facts.Before, change.Facts.After);
        var width = !isAligned ? 0 : after.Items.Concat(before.Items).Select(item => item.Name.Length).DefaultIfEmpty(0).Max();
        var unchanged = 0;
        foreach (var item in after.Items)
        {
            var old = before.Find(item.Name);
            if (old is not null && old.SameValue(item)) unchanged++;
            else yield return $"{item.Name.PadRight(width)} = {Changed(old, item, clock)}";
        }

        if (ShowsBefore(change.Verb))
        {
            foreach (var item in before.Items.Where(item => after.Find(item.Name) is null))
                yield return $"{item.Name.PadRight(width)} = {Value(item, clock)}{Gone(change, item.Name)}";
        }

        if (unchanged > 0) yield return string.Create(CultureInfo.InvariantCulture, $"({unchanged} unchanged attribute{(unchanged == 1 ? "" : "s")} hidden)");
    }

    private static string Changed(PlanAttribute? old, PlanAttribute item, DateTimeOffset clock)
    {
        if (old is null) return Wanted(item, clock);
        return old.Text is null && item.Text is null && ListChange(old.List, item.List) is { } change ? change : $"{Value(old, clock)} -> {Wanted(item, clock)}";
    }

    /// <summary>What comes and what goes; null when only the order changes.</summary>
    private static string? ListChange(ImmutableArray<string> old, ImmutableArray<string> now)
    {
        var added = now.Except(old, StringComparer.Ordinal).Select(value => $"+{value}");
        var removed = old.Except(now, StringComparer.Ordinal).Select(value => $"-{value}").ToList();
        var changes = added.Concat(removed).ToList();
        var kept = old.Length - removed.Count;
        return changes.Count == 0 ? null : $"{string.Join(" ", changes)}{(kept == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"  ({kept} kept)"))}";
    }

    private static string Value(PlanAttribute item, DateTimeOffset clock) =>
        item.Text is { } text && Instants.TryParse(text, out var instant) ? RelativeTime.Both(instant, clock) : item.ToString();

    private static string Wanted(PlanAttribute item, DateTimeOffset clock) => item.Name == "validity" && item.Text is { } text && Period.TryParse(text, out var period)
        ? $"{text} (until {period.After(clock).UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)})"
        : Value(item, clock);

    private static string Gone(PlanAction change, string name)
    {
        if (change.Facts.AfterUnknown.Contains(name)) return " -> (known after)";
        return change.Verb == PlanVerb.Update ? " -> (none)" : "";
    }

    private static bool ShowsBefore(PlanVerb verb) => verb is PlanVerb.Replace or PlanVerb.Renew or PlanVerb.Rekey or PlanVerb.Retire or PlanVerb.Revoke
        or PlanVerb.Undeploy or PlanVerb.Retract or PlanVerb.Update;
}
