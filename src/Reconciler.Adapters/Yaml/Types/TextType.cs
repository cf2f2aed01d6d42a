using System.Diagnostics.CodeAnalysis;
using Reconciler.Adapters.Yaml.Fields;
using Reconciler.Adapters.Yaml.Nodes;

namespace Reconciler.Adapters.Yaml.Types;

/// <summary>Printable text of one line; lengths in characters, both inclusive.</summary>
internal sealed class TextType(string name, int shortest, int longest, bool isFree = false) : ScalarType<string>
{
    public override string Name => name;

    /// <summary>No control characters; the reader also refuses others that cannot be seen.</summary>
    public override string Pattern => @"^[^\u0000-\u001f\u007f-\u009f]*$";

    public override (int Least, int Most)? Bounds => (shortest, longest);

    public override bool IsFree => isFree;

    protected override bool TryParse(YamlNode scalar, FieldDefinition field, DocumentBinding binding, [NotNullWhen(true)] out string? value)
    {
        value = scalar.Text;
        if (PrintableText.Fits(value, shortest, longest)) return true;
        binding.Report(FieldCodes.BadText, scalar, $"{Quote.Of(value)} is not {shortest} to {longest} printable characters");
        return false;
    }
}
