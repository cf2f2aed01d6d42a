using Reconciler.Adapters.Yaml.Nodes;

namespace Reconciler.Adapters.Yaml.Fields;

internal sealed class UnavailableField<TSpec>(string name, string description) : FieldDefinition<TSpec>(name, description)
{
    public override FieldType? Type => null;

    public override TSpec Bind(TSpec spec, in YamlEntry entry, DocumentBinding binding)
    {
        binding.Report(FieldCodes.Unavailable, entry.Key, $"the field {Quote.Of(Path)} is not available in this version", "remove it");
        return spec;
    }
}
