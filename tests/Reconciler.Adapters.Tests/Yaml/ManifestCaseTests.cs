using System.Text;
using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;
using Snapshooter;
using Snapshooter.Xunit;

namespace Reconciler.Adapters.Tests.Yaml;

/// <summary>Each folder below <c>cases</c> holds a manifest; everything said about it is compared with a snapshot.</summary>
public sealed class ManifestCaseTests
{
    internal static readonly string Folder = Path.Combine(ProjectFolder(), "Yaml", "cases");

    public static TheoryData<string> Cases => [.. Directory.GetDirectories(Folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory(DisplayName = "GIT-01 errors carry file, line, column, code and suggestion, all at once")]
    [MemberData(nameof(Cases))]
    public void Case(string name)
    {
        var content = File.ReadAllBytes(Path.Combine(Folder, name, "input.yaml"));
        Snapshot.Match(Render(content, Manifests.Read(content)), SnapshotNameExtension.Create(name));
    }

    private static string Render(byte[] content, ManifestReading reading)
    {
        var lines = Encoding.UTF8.GetString(content).TrimStart('\ufeff').Split('\n');
        var text = new StringBuilder();
        foreach (var diagnostic in reading.Diagnostics) Append(text, lines, diagnostic);
        foreach (var resource in reading.Resources) text.Append("declares ").Append(resource.Id.Text).Append('\n');
        return text.ToString();
    }

    private static void Append(StringBuilder text, string[] lines, Diagnostic diagnostic)
    {
        text.Append($"{(diagnostic.IsError ? "error" : "warning")}[{diagnostic.Code.Id}]: {diagnostic.Message}   {diagnostic.Location}\n");
        var line = diagnostic.Location.Line <= lines.Length ? lines[diagnostic.Location.Line - 1].TrimEnd('\r') : "";
        if (line.Length is > 0 and < 200 && !line.Any(char.IsControl))
            text.Append($"    {line}\n    {new string(' ', diagnostic.Location.Column - 1)}{new string('^', Math.Max(1, diagnostic.Length))}\n");
        if (diagnostic.Help is not null) text.Append($"    {diagnostic.Help}\n");
        foreach (var related in diagnostic.Related ?? []) text.Append($"    {related.Note}: {related.Location}\n");
    }

    private static string ProjectFolder()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Reconciler.Adapters.Tests.csproj"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
