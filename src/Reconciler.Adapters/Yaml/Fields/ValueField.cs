using Reconciler.Adapters.Yaml.Nodes;

namespace Reconciler.Adapters.Yaml.Fields;

internal sealed class ValueField<TSpec, TValue>(string name, string description, FieldType<TValue> type, Func<TSpec, TValue, TSpec> set)
    : FieldDefinition<TSpec>(name, description)
{
    public override FieldType Type => type;

    public override TSpec Bind(TSpec spec, in YamlEntry entry, DocumentBinding binding)
    {
        binding.Note(Path, entry.Value);
        return type.TryRead(entry.Value, this, binding, out var value) ? set(spec, value) : spec;
    }
}
