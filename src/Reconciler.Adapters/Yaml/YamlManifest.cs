using Reconciler.Adapters.Yaml.Nodes;
using Reconciler.Adapters.Yaml.Types;
using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Yaml;

/// <summary>One file as trees, with what was wrong with its text.</summary>
internal sealed class YamlManifest(string path, IReadOnlyList<YamlDocument> documents, IReadOnlyList<Diagnostic> diagnostics) : ParsedManifest(path)
{
    public IReadOnlyList<YamlDocument> Documents { get; } = documents;

    public IReadOnlyList<Diagnostic> Diagnostics { get; } = diagnostics;

    public UnreadText Unread { get; init; }

    public override int DocumentCount => Documents.Count;

    /// <summary>
    /// Also of an account whose document holds errors, as long as name and region can be read, so that nothing else is reported for its sake.
    /// </summary>
    public override IReadOnlyList<(string Account, string FirstRegion)> Accounts { get; } = FindAccounts(documents);

    private static (string, string)[] FindAccounts(IReadOnlyList<YamlDocument> documents)
    {
        List<(string, string)>? found = null;
        foreach (var document in documents)
        {
            var root = document.Root;
            if (root.Find("kind") is not { } kind || !kind.Span.SequenceEqual("Account")) continue;
            var name = root.Find("metadata")?.Find("name")?.Text ?? "";
            var region = root.Find("spec")?.Find("regions") is { } regions ? First(regions) : "";
            if (!NameGrammar.IsName(name) || !NameGrammar.IsName(region)) continue;
            (found ??= []).Add((name, region));
        }

        return found is null ? [] : [.. found];
    }

    private static string First(YamlNode list)
    {
        foreach (var item in list.Items) return item.Text;
        return "";
    }
}
