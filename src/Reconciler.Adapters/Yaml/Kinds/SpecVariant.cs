using Reconciler.Adapters.Yaml.Fields;
using Reconciler.Adapters.Yaml.Nodes;

namespace Reconciler.Adapters.Yaml.Kinds;

/// <summary>One form of a spec.</summary>
/// <param name="word">Value of the discriminator; empty when there is one form only.</param>
internal abstract class SpecVariant(string word, string description)
{
    public string Word { get; } = word;

    public string Description { get; } = description;

    public abstract IReadOnlyList<FieldDefinition> Fields { get; }

    /// <summary>Optional fields of the table that this form cannot do without.</summary>
    public IReadOnlyList<string> Needed { get; init; } = [];

    /// <summary>Fields of the table that this form does not take.</summary>
    public IReadOnlyList<string> Refused { get; init; } = [];

    /// <summary>Fields of which one may be written.</summary>
    public IReadOnlyList<string> Alternatives { get; init; } = [];
}

internal abstract class SpecVariant<TSpec>(string word, string description) : SpecVariant(word, description)
{
    public abstract TSpec Bind(YamlNode owner, YamlNode mapping, DocumentBinding binding, string? discriminator);

    /// <summary>Binds one entry for its diagnostics alone; false when the form does not have the field.</summary>
    public abstract bool TryProbe(in YamlEntry entry, DocumentBinding binding);
}

/// <param name="empty">A record with every default; the required fields of it are placeholders that the table overwrites.</param>
/// <param name="finish">Checks between fields of this document, and defaults that depend on other fields.</param>
internal sealed class SpecVariant<TSpec, TForm>(
    string word, string description, FieldTable<TForm> table, TForm empty, Func<TForm, DocumentBinding, TForm>? finish = null)
    : SpecVariant<TSpec>(word, description)
    where TForm : TSpec
{
    public override IReadOnlyList<FieldDefinition> Fields => table.Fields;

    public override TSpec Bind(YamlNode owner, YamlNode mapping, DocumentBinding binding, string? discriminator)
    {
        var bound = table.Bind(empty, owner, mapping, binding, discriminator);
        return finish is null ? bound : finish(bound, binding);
    }

    public override bool TryProbe(in YamlEntry entry, DocumentBinding binding) => table.TryProbe(empty, entry, binding);
}
