using Reconciler.Adapters.Yaml.Nodes;

namespace Reconciler.Adapters.Yaml.Fields;

internal sealed class GroupField<TSpec> : FieldDefinition<TSpec>
{
    private readonly FieldTable<TSpec> _fields;

    public GroupField(string name, string description, FieldTable<TSpec> fields)
        : base(name, description)
    {
        _fields = fields;
        foreach (var field in fields.Fields) field.PlaceBelow(name);
    }

    public override FieldType? Type => null;

    public override IReadOnlyList<FieldDefinition> Children => _fields.Fields;

    public override TSpec Bind(TSpec spec, in YamlEntry entry, DocumentBinding binding)
    {
        binding.Note(Path, entry.Value);
        return binding.IsMapping(entry, Path) ? _fields.Bind(spec, entry.Key, entry.Value, binding) : spec;
    }

    internal override void PlaceBelow(string parent)
    {
        base.PlaceBelow(parent);
        foreach (var field in _fields.Fields) field.PlaceBelow(parent);
    }
}
