using System.Text.RegularExpressions;

namespace Reconciler.Cli.Tests.Architecture;

/// <summary>The map of the house names only what exists.</summary>
public sealed partial class HouseMapTests
{
    [Theory(DisplayName = "Every path that a map names exists")]
    [InlineData("src/README.md")]
    [InlineData("tests/README.md")]
    [InlineData("README.md")]
    public void Every_path_that_a_map_names_exists(string map)
    {
        var root = RepositoryRoot.Path;
        var named = CodeSpan().Matches(File.ReadAllText(Path.Combine(root, map))).Select(match => match.Groups[1].Value).Where(LooksLikePath).Distinct().ToList();
        Assert.NotEmpty(named);
        Assert.All(named, path => Assert.True(
            Path.Exists(Path.Combine(root, path)) || Path.Exists(Path.Combine(root, "src", path)) || Path.Exists(Path.Combine(root, "tests", path)),
            $"{map} names {path}, which does not exist"));
    }

    private static bool LooksLikePath(string text) =>
        PathForm().IsMatch(text) && !text.StartsWith('/') && !text.Contains("//", StringComparison.Ordinal);

    [GeneratedRegex("`([^`\\n]+)`")]
    private static partial Regex CodeSpan();

    /// <summary>A file of ours by its ending, or a folder by its slash.</summary>
    [GeneratedRegex(@"^[A-Za-z0-9_./-]+(\.(cs|md|csproj|props|targets|txt|sql|scriban|sln|dat)|/)$|^[A-Za-z0-9_-]+/[A-Za-z0-9_./-]+/[A-Za-z0-9_./-]+$")]
    private static partial Regex PathForm();
}
