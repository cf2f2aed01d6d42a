using System.Collections.Immutable;
using System.Text;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Reporting;

/// <summary>In what a plan differs from the reviewed one, object by object.</summary>
public static class SavedPlanText
{
    /// <summary>Objects alike beyond this are counted.</summary>
    private const int MaxObjects = 200;

    public static string Difference(ImmutableArray<PlanDifference> differences, Ink ink)
    {
        ArgumentNullException.ThrowIfNull(ink);
        var text = new StringBuilder();
        var objects = differences.GroupBy(difference => difference.Id).OrderBy(group => group.All(difference => difference.IsAllowed)).ToList();
        foreach (var group in objects.Take(MaxObjects))
        {
            text.Append(ink.Bold(group.Key)).Append('\n');
            foreach (var difference in group) One(text, difference, ink);
        }

        if (objects.Count > MaxObjects) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"and {objects.Count - MaxObjects} objects more\n");
        return text.ToString();
    }

    private static void One(StringBuilder text, PlanDifference difference, Ink ink)
    {
        var (reviewed, now) = (difference.Reviewed ?? PlanAttributes.None, difference.Now ?? PlanAttributes.None);
        text.Append("  ").Append(difference.Kind switch
        {
            DifferenceKind.Added => ink.Red($"{difference.Verb}: was not reviewed"),
            DifferenceKind.Altered => ink.Red($"{difference.Verb}: was reviewed with other values"),
            DifferenceKind.Gone => ink.Faint($"{difference.Verb}: was reviewed and is not to be done any more"),
        }).Append('\n');
        if (difference.IsAllowed) return;
        foreach (var item in reviewed.Except(now).Items) Line(text, item.Name, item.ToString(), now.Find(item.Name)?.ToString() ?? "nothing");
        foreach (var item in now.Items.Where(item => reviewed.Find(item.Name) is null)) Line(text, item.Name, difference.Kind == DifferenceKind.Added ? null : "nothing", item.ToString());
    }

    private static void Line(StringBuilder text, string name, string? from, string to) =>
        text.Append("    ").Append(name).Append(" = ").Append(from is null ? "" : $"{from} -> ").Append(to).Append('\n');
}
