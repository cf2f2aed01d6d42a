using Reconciler.Adapters.Yaml.Fields;
using Reconciler.Adapters.Yaml.Nodes;

namespace Reconciler.Adapters.Yaml.Types;

/// <summary>Capitals in domain names mean nothing (RFC 4343): they are folded and reported (row NAM-04).</summary>
internal static class CapitalFolding
{
    /// <summary>The name in lower case; its ASCII capitals have been reported.</summary>
    public static string Fold(YamlNode scalar, DocumentBinding binding)
    {
        var folded = scalar.Text.ToLowerInvariant();
        binding.Report(FieldWarnings.Folded, scalar, $"{Quote.Of(scalar.Text)} is read in lower case", $"write \"{folded}\"");
        return folded;
    }
}
