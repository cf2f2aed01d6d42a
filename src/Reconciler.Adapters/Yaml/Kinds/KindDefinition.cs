using Reconciler.Adapters.Yaml.Fields;
using Reconciler.Adapters.Yaml.Nodes;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Yaml.Kinds;

/// <summary>One kind of manifest: what schema, reference and reader need to know of it.</summary>
internal abstract class KindDefinition(ResourceKind kind, string description)
{
    public ResourceKind Kind { get; } = kind;

    /// <summary>As <c>kind:</c> spells it.</summary>
    public string Name { get; } = kind.ToString();

    public string Description { get; } = description;

    public abstract SpecDefinition Spec { get; }

    /// <summary>The object; null when something was reported. Account and region of the binding are those of the document.</summary>
    public abstract DeclaredResource? Bind(YamlNode document, in YamlEntry spec, ManifestMetadata metadata, DocumentBinding binding);
}

internal sealed class KindDefinition<TSpec>(
    ResourceKind kind, string description, SpecDefinition<TSpec> spec, Func<ResourceId, FieldPlaces, TSpec, DeclaredResource> make)
    : KindDefinition(kind, description)
    where TSpec : class
{
    public override SpecDefinition Spec => spec;

    public override DeclaredResource? Bind(YamlNode document, in YamlEntry entry, ManifestMetadata metadata, DocumentBinding binding)
    {
        var bound = spec.Bind(entry, binding);
        if (bound is null || binding.HasErrors) return null;
        var made = make(binding.Resolve(Kind, null, metadata.Name), binding.TakePlaces(document), bound);
        return metadata.Tags.IsEmpty && !metadata.Protect ? made : made with { Tags = metadata.Tags, Protect = metadata.Protect };
    }
}
