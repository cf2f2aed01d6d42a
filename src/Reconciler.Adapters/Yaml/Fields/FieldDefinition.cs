using Reconciler.Adapters.Yaml.Nodes;

namespace Reconciler.Adapters.Yaml.Fields;

/// <summary>
/// One field of a manifest, defined once: the reader, the JSON Schemas and the field reference all come from it.
/// </summary>
internal abstract class FieldDefinition(string name, string description)
{
    private string[] _itemPaths = [];

    public string Name { get; } = name;

    /// <summary>One sentence for the field reference.</summary>
    public string Description { get; } = description;

    /// <summary>The default as it would be written; null when there is none or when it depends on other fields (then the description says it).</summary>
    public string? Default { get; init; }

    /// <summary>A value as it would be written.</summary>
    public string? Example { get; init; }

    public bool Required { get; init; }

    /// <summary>Dotted name from the spec (or the root, for metadata), as <see cref="Core.Desired.FieldPlaces"/> has it.</summary>
    public string Path { get; private set; } = name;

    /// <summary>Type of the value; null for a group.</summary>
    public abstract FieldType? Type { get; }

    /// <summary>Fields of a group.</summary>
    public virtual IReadOnlyList<FieldDefinition> Children => [];

    /// <summary>Path of a list entry. Kept, since most lists are short and every document has them.</summary>
    public string ItemPath(int index)
    {
        const int Kept = 16;
        if (index >= Kept) return $"{Path}[{index}]";
        if (_itemPaths.Length == 0)
        {
            var paths = new string[Kept];
            for (var i = 0; i < Kept; i++) paths[i] = $"{Path}[{i}]";
            _itemPaths = paths;
        }

        return _itemPaths[index];
    }

    /// <summary>Called once, while the definitions are built.</summary>
    internal virtual void PlaceBelow(string parent) => Path = $"{parent}.{Path}";
}

/// <summary>A field that knows how to set its value in the record <typeparamref name="TSpec"/>.</summary>
internal abstract class FieldDefinition<TSpec>(string name, string description) : FieldDefinition(name, description)
{
    /// <summary>The record with the value set; the same record when something was reported.</summary>
    public abstract TSpec Bind(TSpec spec, in YamlEntry entry, DocumentBinding binding);
}
