using System.Text.Json;

namespace Reconciler.Cli.Tests.Daemon;

/// <summary>The Grafana dashboard of the example.</summary>
internal static class Dashboard
{
    /// <summary>The query of every panel.</summary>
    public static List<string> Queries()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(RepositoryRoot.Path, "examples", "11-daemon", "run", "grafana.json")));
        var panels = dashboard.RootElement.GetProperty("panels").EnumerateArray().ToList();
        Assert.Equal(panels.Count, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        return [.. panels.SelectMany(panel => panel.GetProperty("targets").EnumerateArray()).Select(target => target.GetProperty("expr").GetString()!)];
    }
}
