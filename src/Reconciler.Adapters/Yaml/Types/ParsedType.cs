using System.Diagnostics.CodeAnalysis;
using Reconciler.Adapters.Yaml.Fields;
using Reconciler.Adapters.Yaml.Nodes;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Yaml.Types;

internal delegate bool TextParser<T>(string text, [MaybeNullWhen(false)] out T value);

/// <summary>Text of a grammar. What does not match is reported as <c>"…" is not {noun}</c>.</summary>
internal sealed class ParsedType<T>(
    string name, string noun, DiagnosticCode code, string help, TextParser<T> parse, string? pattern = null, ValueShape shape = ValueShape.Text)
    : ScalarType<T>
{
    public override string Name => name;

    public override ValueShape Shape => shape;

    public override string? Pattern => pattern;

    protected override bool TryParse(YamlNode scalar, FieldDefinition field, DocumentBinding binding, [MaybeNullWhen(false)] out T value)
    {
        var text = scalar.Text;
        if (parse(text, out value)) return true;
        binding.Report(code, scalar, $"{Quote.Of(text)} is not {noun}", help);
        return false;
    }
}
