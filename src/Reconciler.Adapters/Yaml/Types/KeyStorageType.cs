using Reconciler.Adapters.Yaml.Fields;
using Reconciler.Adapters.Yaml.Nodes;

namespace Reconciler.Adapters.Yaml.Types;

/// <summary>Where an authority's key lives; <c>{ pkcs11: … }</c> is refused by name.</summary>
internal sealed class KeyStorageType : FieldType<string>
{
    private static readonly WordType<string> Words = new("key storage", [("software", "software")], RefusedWord.Unavailable("pkcs11"));

    public override string Name => Words.Name;

    public override IReadOnlyList<string> Values => Words.Values;

    public override bool TryRead(YamlNode node, FieldDefinition field, DocumentBinding binding, out string value)
    {
        value = "software";
        if (node.Find("pkcs11") is null) return Words.TryRead(node, field, binding, out _);
        binding.Report(FieldCodes.Unavailable, node, "key storage \"pkcs11\" is not available in this version", "write software, or leave it out");
        return false;
    }
}
