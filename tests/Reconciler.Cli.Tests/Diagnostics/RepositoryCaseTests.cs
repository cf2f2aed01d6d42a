using Snapshooter;
using Snapshooter.Xunit;

namespace Reconciler.Cli.Tests.Diagnostics;

/// <summary>Each folder below <c>cases</c> is a repository; what <c>validate</c> says of it is compared with a snapshot.</summary>
public sealed class RepositoryCaseTests
{
    public static string Folder { get; } = Path.Combine(RepositoryRoot.Path, "tests", "Reconciler.Cli.Tests", "Diagnostics", "cases");

    public static TheoryData<string> Cases => [.. Directory.GetDirectories(Folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory(DisplayName = "GIT-01 everything wrong in a repository is told at once, with places, reasons and remedies")]
    [MemberData(nameof(Cases))]
    public async Task Case(string name)
    {
        var (code, text) = await Validation.RunAsync(Path.Combine(Folder, name));
        Assert.DoesNotContain("internal error", text, StringComparison.Ordinal);
        Snapshot.Match($"{text}exit code {code}\n", SnapshotNameExtension.Create(name));
    }

    [Fact(DisplayName = "GIT-01 at least 80 wrong manifests and repositories are shown with what is said of them")]
    public void ManyCases()
    {
        var manifests = Directory.GetDirectories(Path.Combine(RepositoryRoot.Path, "tests", "Reconciler.Adapters.Tests", "Yaml", "cases")).Length;
        Assert.True(manifests + Directory.GetDirectories(Folder).Length >= 80);
    }
}
