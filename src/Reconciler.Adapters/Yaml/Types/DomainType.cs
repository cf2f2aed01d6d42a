using System.Diagnostics.CodeAnalysis;
using Reconciler.Adapters.Yaml.Fields;
using Reconciler.Adapters.Yaml.Nodes;

namespace Reconciler.Adapters.Yaml.Types;

/// <summary>
/// The name of a zone or subtree: labels of letters, digits, hyphens and underscores, lower case, no dot at either end. Capitals are folded, with a warning.
/// </summary>
internal sealed class DomainType : ScalarType<string>
{
    public static DomainType Instance { get; } = new();

    public override string Name => "domain";

    protected override bool TryParse(YamlNode scalar, FieldDefinition field, DocumentBinding binding, [NotNullWhen(true)] out string? value)
    {
        var text = scalar.Text;
        value = text;
        if (!IsDomain(text))
        {
            var trimmed = text.Trim('.');
            binding.Report(
                FieldCodes.BadDomain,
                scalar,
                $"{Quote.Of(text)} is not a domain name",
                trimmed != text && IsDomain(trimmed) ? $"write \"{trimmed}\", without the dot at its end or beginning" : null);
            return false;
        }

        if (text.AsSpan().ContainsAnyInRange('A', 'Z')) value = CapitalFolding.Fold(scalar, binding);
        return true;
    }

    private static bool IsDomain(string text)
    {
        if (text.Length is 0 or > 253) return false;
        var label = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '.')
            {
                if (label == 0 || text[i - 1] == '-') return false;
                label = 0;
                continue;
            }

            var isHyphen = c == '-';
            if ((!char.IsAsciiLetterOrDigit(c) && !isHyphen && c != '_') || (isHyphen && label == 0) || ++label > 63) return false;
        }

        return label > 0 && text[^1] != '-';
    }
}
