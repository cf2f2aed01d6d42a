using System.Diagnostics.CodeAnalysis;
using Reconciler.Adapters.Yaml.Nodes;

namespace Reconciler.Adapters.Yaml.Fields;

/// <summary>What a value looks like to an editor.</summary>
internal enum ValueShape
{
    Text,
    Integer,
    Boolean,
    List,
    TextOrList,
    Map,
}

/// <summary>Type of a field's value, described for schema and reference.</summary>
internal abstract class FieldType
{
    /// <summary>Name in the field reference, for example <c>period</c>.</summary>
    public abstract string Name { get; }

    public virtual ValueShape Shape => ValueShape.Text;

    /// <summary>The words allowed; empty when any text of the grammar is.</summary>
    public virtual IReadOnlyList<string> Values => [];

    /// <summary>Regular expression that every value matches, for editors; null when there is none worth showing.</summary>
    public virtual string? Pattern => null;

    /// <summary>Bounds of a number or of the count of entries, both inclusive.</summary>
    public virtual (int Least, int Most)? Bounds => null;

    /// <summary>Type of the entries of a list.</summary>
    public virtual FieldType? Item => null;
}

internal abstract class FieldType<T> : FieldType
{
    /// <summary>False when something was reported.</summary>
    public abstract bool TryRead(YamlNode node, FieldDefinition field, DocumentBinding binding, [MaybeNullWhen(false)] out T value);
}
