using System.Text.Json.Nodes;

namespace Reconciler.Adapters.Yaml.Schemas;

/// <summary>What stands under <c>$defs</c> of one schema: parts that several places refer to, each once.</summary>
internal sealed class SchemaDefinitions
{
    private readonly SortedDictionary<string, JsonObject> _parts = new(StringComparer.Ordinal);

    public static JsonObject Reference(string name) => new() { ["$ref"] = $"#/$defs/{name}" };

    public bool Contains(string name) => _parts.ContainsKey(name);

    /// <summary>One name means one thing: the same part again is fine, another one is a mistake in the definitions.</summary>
    public void Add(string name, JsonObject part)
    {
        if (_parts.TryAdd(name, part) || JsonNode.DeepEquals(_parts[name], part)) return;
        throw new InvalidOperationException($"two definitions have the name \"{name}\"");
    }

    /// <summary>To be called once, when all parts are there.</summary>
    public JsonObject ToJson() => new(_parts.Select(part => KeyValuePair.Create(part.Key, (JsonNode?)part.Value)));
}
