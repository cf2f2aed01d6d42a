namespace Reconciler.Core.Reporting;

/// <summary>A preview for a terminal: diagnostics, then the plan.</summary>
public static class PreviewText
{
    public static string Render(Preview preview, Ink ink, int? width = null)
    {
        ArgumentNullException.ThrowIfNull(preview);
        ArgumentNullException.ThrowIfNull(ink);
        var title = $"Merging {preview.Head} into {preview.Base}\n\n";
        return preview.Problems + (preview.Plan is { } plan ? title + PlanText.Render(plan, ink, width) : $"{ink.Red("not valid")}: {title.TrimEnd()}\n");
    }
}
