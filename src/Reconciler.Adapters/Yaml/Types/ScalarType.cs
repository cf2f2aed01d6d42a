using System.Diagnostics.CodeAnalysis;
using Reconciler.Adapters.Yaml.Fields;
using Reconciler.Adapters.Yaml.Nodes;

namespace Reconciler.Adapters.Yaml.Types;

/// <summary>A type whose values are one piece of text.</summary>
internal abstract class ScalarType<T> : FieldType<T>
{
    public sealed override bool TryRead(YamlNode node, FieldDefinition field, DocumentBinding binding, [MaybeNullWhen(false)] out T value)
    {
        if (node.IsValue) return TryParse(node, field, binding, out value);
        binding.ReportShape(node, field.Path, "text");
        value = default;
        return false;
    }

    protected abstract bool TryParse(YamlNode scalar, FieldDefinition field, DocumentBinding binding, [MaybeNullWhen(false)] out T value);
}
