using System.Text.RegularExpressions;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Tests.Planning;

/// <summary>Plans in few words, for assertions.</summary>
internal static partial class Plans
{
    /// <summary><c>verb subject</c>, without account and region; a validation record is <c>record</c> and its domain.</summary>
    public static string Short(PlanAction action) => $"{action.Verb.Word()} {ShortId(action.Id)}";

    public static string ShortId(string id) => Token().Replace(id.Replace("default/local/", "", StringComparison.Ordinal).Replace("default/", "", StringComparison.Ordinal), "/");

    /// <summary><c>verb subject (reason_code)</c> in the order of the plan.</summary>
    public static string[] Told(this Plan plan) => [.. plan.Changes.Select(change => $"{Short(change)} ({change.Facts.Reason.Word()})")];

    public static PlanAction Change(this Plan plan, string shortKey) => Assert.Single(plan.Changes, change => Short(change) == shortKey);

    /// <summary>Where the manifest asks for it: <c>file field</c>.</summary>
    public static string PlaceOf(PlanAction action) =>
        action.Facts.Origin is { } origin ? $"{origin.File} {Testing.Desired.FieldLines.At(origin.Line)}".TrimEnd() : "";

    public static string[] Requires(PlanAction action) => [.. action.Facts.Requires.Select(ShortId)];

    [GeneratedRegex("/_[0-9a-f]{32}\\.")]
    private static partial Regex Token();
}
