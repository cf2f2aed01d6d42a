using System.Globalization;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Reporting;

/// <summary>What merging one commit into another would change, ready to be shown.</summary>
/// <param name="Base">Id of the commit that is merged into.</param>
/// <param name="Head">Id of the commit that would be merged.</param>
/// <param name="Plan">Null where the head is no valid configuration.</param>
/// <param name="Problems">Diagnostics as text, with the lines they speak of; empty when there are none.</param>
public sealed record Preview(string Base, string Head, Plan? Plan, string Problems);

/// <summary>
/// The comment on a pull request. The first line is hidden and tells a program whose comment it is and what it was made from; the rest is Markdown
/// within the limit.
/// </summary>
public static class PreviewMarkdown
{
    /// <summary>How the first line begins.</summary>
    public const string Marker = "<!-- reconciler:preview";

    private const int ProblemShare = 16_000;

    public static string Render(Preview preview, int limit = PlanMarkdown.CommentLimit)
    {
        ArgumentNullException.ThrowIfNull(preview);
        var page = new MarkdownPage(limit - FirstLine(preview, false).Length, $"reconciler preview --base {preview.Base} --head {preview.Head} --format json");
        var headline = preview.Plan is { } plan ? PlanMarkdownSections.Headline(plan) : "**not valid**";
        page.Add($"### reconciler: {headline}\n\n");
        Problems(page, preview);
        if (preview.Plan is { } shown) new PlanMarkdownSections(page, shown).Add();
        page.Add($"Merging `{Short(preview.Head)}` into `{Short(preview.Base)}`.\n");
        return FirstLine(preview, page.IsTruncated) + page;
    }

    private static void Problems(MarkdownPage page, Preview preview)
    {
        if (preview.Problems.Length == 0) return;
        var lines = preview.Problems.TrimEnd('\n').Split('\n');
        page.AddRows("<pre>\n", [.. lines.Select(line => MarkdownText.Escape(line) + "\n")], "</pre>\n\n", ProblemShare);
    }

    private static string FirstLine(Preview preview, bool isTruncated) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Marker} digest={preview.Plan?.Digest ?? "none"} base={preview.Base} head={preview.Head} truncated={(isTruncated ? "true" : "false")} -->\n");

    private static string Short(string commit) => commit.Length > 12 ? commit[..12] : commit;
}
