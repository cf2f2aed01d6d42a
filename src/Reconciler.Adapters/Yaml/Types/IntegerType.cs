using System.Globalization;
using Reconciler.Adapters.Yaml.Fields;
using Reconciler.Adapters.Yaml.Nodes;

namespace Reconciler.Adapters.Yaml.Types;

/// <summary>A whole number in plain decimal digits; bounds inclusive.</summary>
internal sealed class IntegerType(int least, int most) : ScalarType<int>
{
    public override string Name => "integer";

    public override ValueShape Shape => ValueShape.Integer;

    public override (int Least, int Most)? Bounds => (least, most);

    protected override bool TryParse(YamlNode scalar, FieldDefinition field, DocumentBinding binding, out int value)
    {
        var text = scalar.Text;
        var isPlain = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && (text.Length == 1 || text[0] != '0');
        if (isPlain && value >= least && value <= most) return true;
        binding.Report(FieldCodes.BadNumber, scalar, $"{Quote.Of(text)} is not a whole number from {least} to {most}");
        return false;
    }
}
