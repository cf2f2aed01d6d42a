using MAB.DotIgnore;

namespace Reconciler.Adapters.Git;

/// <summary>What <c>.reconcilerignore</c> at the root lists, in patterns of gitignore.</summary>
internal sealed class IgnoreRules
{
    public const string FileName = ".reconcilerignore";

    private readonly IgnoreList? _list;

    private IgnoreRules(IgnoreList? list) => _list = list;

    public static IgnoreRules None { get; } = new(null);

    public static IgnoreRules Parse(string text) => new(new(text.Split('\n').Select(line => line.TrimEnd('\r'))));

    /// <summary>The library matches paths with a leading slash alone.</summary>
    public bool Matches(string path, bool isFolder) => _list is not null && _list.IsIgnored("/" + path, isFolder);
}
