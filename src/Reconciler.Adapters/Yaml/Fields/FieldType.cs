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

    /// <summary>How values are written, in one line; null when the name says it.</summary>
    public virtual string? Grammar => null;

    /// <summary>
    /// Regular expression that every value matches, for editors: it may let pass what the reader refuses, never the reverse. In the common part of
    /// ECMAScript's and .NET's syntax. Null when there is none worth showing.
    /// </summary>
    public virtual string? Pattern => null;

    /// <summary>Bounds of a number, of the characters of a text or of the count of entries, both inclusive.</summary>
    public virtual (int Least, int Most)? Bounds => null;

    /// <summary>Type of the entries of a list, or of the values of a map.</summary>
    public virtual FieldType? Item => null;

    /// <summary>Type of the keys of a map.</summary>
    public virtual FieldType? Key => null;

    /// <summary>Any text will do, so that words which other readers of YAML take for a boolean are text like the rest.</summary>
    public virtual bool IsFree => false;

    /// <summary>An entry of the list may not be there twice.</summary>
    public virtual bool IsUnique => false;
}

internal abstract class FieldType<T> : FieldType
{
    /// <summary>False when something was reported.</summary>
    public abstract bool TryRead(YamlNode node, FieldDefinition field, DocumentBinding binding, [MaybeNullWhen(false)] out T value);
}
