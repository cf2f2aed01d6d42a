using Reconciler.Adapters.Yaml.Fields;
using Reconciler.Adapters.Yaml.Nodes;
using Reconciler.Adapters.Yaml.Types;

namespace Reconciler.Adapters.Yaml.Kinds;

/// <summary>What may stand under <c>spec</c>.</summary>
internal abstract class SpecDefinition
{
    /// <summary>The field that chooses the variant, for example <c>type</c>; null when there is one form only.</summary>
    public abstract string? Discriminator { get; }

    /// <summary>The discriminator as a field, for schema and reference; null when there is one form only.</summary>
    public abstract FieldDefinition? Field { get; }

    public abstract IReadOnlyList<SpecVariant> Variants { get; }
}

internal abstract class SpecDefinition<TSpec> : SpecDefinition
    where TSpec : class
{
    /// <summary>The spec; null when something was reported that leaves no spec.</summary>
    public abstract TSpec? Bind(in YamlEntry entry, DocumentBinding binding);
}

/// <summary>A spec of one form.</summary>
internal sealed class PlainSpec<TSpec>(SpecVariant<TSpec> form) : SpecDefinition<TSpec>
    where TSpec : class
{
    public override string? Discriminator => null;

    public override FieldDefinition? Field => null;

    public override IReadOnlyList<SpecVariant> Variants => [form];

    public override TSpec? Bind(in YamlEntry entry, DocumentBinding binding) =>
        binding.IsMapping(entry, "spec") ? form.Bind(entry.Key, entry.Value, binding, null) : null;
}

/// <summary>A spec whose form depends on one of its fields.</summary>
/// <param name="noun">What the field names, for messages: <c>target type "…" is not known</c>.</param>
internal sealed class ChoiceSpec<TSpec>(string discriminator, string noun, SpecVariant<TSpec>[] variants, params RefusedWord[] refused) : SpecDefinition<TSpec>
    where TSpec : class
{
    private readonly DiscriminatorField _field = new(
        discriminator, $"Which {noun}.", new(noun, [.. variants.Select(each => (each.Word, each))], refused))
    { Required = true, Example = variants[0].Word };

    private readonly string[] _allKeys = [discriminator, .. variants.SelectMany(each => each.Fields).Select(field => field.Name).Distinct()];

    public override string Discriminator => discriminator;

    public override IReadOnlyList<SpecVariant> Variants => variants;

    public override FieldDefinition Field => _field;

    public override TSpec? Bind(in YamlEntry entry, DocumentBinding binding)
    {
        if (!binding.IsMapping(entry, "spec")) return null;
        var mapping = entry.Value;
        if (mapping.Find(discriminator) is not { } chosen)
        {
            binding.Report(FieldCodes.Missing, entry.Key, $"the field \"{discriminator}\" is missing", $"one of: {string.Join(", ", _field.Words.Values)}");
            Probe(mapping, binding);
            return null;
        }

        binding.Note(discriminator, chosen);
        if (_field.Words.TryRead(chosen, _field, binding, out var variant)) return variant.Bind(entry.Key, mapping, binding, discriminator);
        if (!_field.Words.IsRefused(chosen.Text)) Probe(mapping, binding);
        return null;
    }

    // The form is not known: every field is checked as the first form that has it reads it, so that one mistake does not hide the others.
    private void Probe(YamlNode mapping, DocumentBinding binding)
    {
        foreach (var entry in mapping.Entries)
        {
            if (entry.Key.Span.SequenceEqual(discriminator)) continue;
            var known = false;
            foreach (var variant in variants) known = known || variant.TryProbe(entry, binding);
            if (!known) binding.ReportUnknownKey(entry.Key, _allKeys);
        }
    }

    private sealed class DiscriminatorField(string name, string description, WordType<SpecVariant<TSpec>> words) : FieldDefinition(name, description)
    {
        public WordType<SpecVariant<TSpec>> Words => words;

        public override FieldType Type => words;
    }
}
