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

    public override int DocumentCount => Documents.Count;

    /// <summary>Also of an account whose document holds errors, as long as name and region can be read, so that nothing else is reported for its sake.</summary>
    public override IReadOnlyList<(string Account, string FirstRegion)> Accounts { get; } = FindAccounts(documents);

    private static (string, string)[] FindAccounts(IReadOnlyList<YamlDocument> documents)
    {
        List<(string, string)>? found = null;
        foreach (var document in documents)
        {
            if (document.Root is not YamlMapping root || root.Find("kind") is not YamlScalar { Text: "Account" }) continue;
            if ((root.Find("metadata") as YamlMapping)?.Find("name") is not YamlScalar name || !NameGrammar.IsName(name.Text)) continue;
            var regions = (root.Find("spec") as YamlMapping)?.Find("regions") as YamlSequence;
            if (regions?.Items is not [YamlScalar first, ..] || !NameGrammar.IsName(first.Text)) continue;
            (found ??= []).Add((name.Text, first.Text));
        }

        return found is null ? [] : [.. found];
    }
}
