using System.Diagnostics.CodeAnalysis;
using Reconciler.Adapters.Yaml.Fields;
using Reconciler.Adapters.Yaml.Nodes;

namespace Reconciler.Adapters.Yaml.Types;

/// <summary>The name of an object, account or region.</summary>
internal sealed class NameType : ScalarType<string>
{
    public static NameType Instance { get; } = new();

    public override string Name => "name";

    public override string Grammar => "1 to 63 of a-z, 0-9 and hyphen, with a letter or digit at both ends";

    public override string Pattern => $"^{NameGrammar.Expression}$";

    protected override bool TryParse(YamlNode scalar, FieldDefinition field, DocumentBinding binding, [NotNullWhen(true)] out string? value)
    {
        value = scalar.Text;
        if (NameGrammar.IsName(value)) return true;
        var help = NameGrammar.Suggestion(value) ?? Grammar;
        binding.Report(FieldCodes.BadName, scalar, $"{Quote.Of(value)} is not a name", help);
        return false;
    }
}
