using Reconciler.Core.Planning;

namespace Reconciler.Core.Reporting;

/// <summary>A plan as Markdown that a forge shows: dangers first, the summary, a table of changes, Waiting, the records to copy, Later, the full plan folded.</summary>
public static class PlanMarkdown
{
    /// <summary>Characters of a comment on GitHub, the smallest of the forges that this is for.</summary>
    public const int CommentLimit = 65_536;

    private const string ShowsEverything = "reconciler plan --format json";

    public static string Render(Plan plan, int limit = CommentLimit)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var page = new MarkdownPage(limit, ShowsEverything);
        page.Add($"### reconciler: {PlanMarkdownSections.Headline(plan)}\n\n");
        new PlanMarkdownSections(page, plan).Add();
        return page.ToString();
    }
}
