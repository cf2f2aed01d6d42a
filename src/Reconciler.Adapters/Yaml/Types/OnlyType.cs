using System.Diagnostics.CodeAnalysis;
using Reconciler.Adapters.Yaml.Fields;
using Reconciler.Adapters.Yaml.Nodes;

namespace Reconciler.Adapters.Yaml.Types;

/// <summary>A type of which this version has one value; the others are refused by name.</summary>
/// <param name="word">The one value as it is written.</param>
internal sealed class OnlyType<T>(FieldType<T> type, T available, string word) : FieldType<T>
{
    public override string Name => type.Name;

    public override IReadOnlyList<string> Values { get; } = [word];

    public override ValueShape Shape => type.Shape;

    public override (int Least, int Most)? Bounds => type.Bounds;

    public override bool TryRead(YamlNode node, FieldDefinition field, DocumentBinding binding, [MaybeNullWhen(false)] out T value)
    {
        if (!type.TryRead(node, field, binding, out value)) return false;
        if (EqualityComparer<T>.Default.Equals(value, available)) return true;
        binding.Report(FieldCodes.Unavailable, node, $"\"{field.Path}: {node.Text}\" is not available in this version", "remove it");
        return false;
    }
}
