using System.Text.Json.Nodes;

namespace Reconciler.Adapters.Yaml.Schemas;

/// <summary>Small pieces of JSON Schema.</summary>
internal static class SchemaParts
{
    /// <summary><c>if</c> a property has the value, <c>then</c> the schema holds too.</summary>
    public static JsonObject When(string property, string value, JsonObject then) => new()
    {
        ["if"] = new JsonObject
        {
            ["required"] = new JsonArray(property),
            ["properties"] = new JsonObject { [property] = new JsonObject { ["const"] = value } },
        },
        ["then"] = then,
    };

    /// <summary>At most one of the properties.</summary>
    public static JsonObject NotTogether(IEnumerable<string> properties) => new() { ["not"] = new JsonObject { ["required"] = Words(properties) } };

    public static JsonArray Words(IEnumerable<string> words) => new([.. words.Select(word => (JsonNode)word)]);
}
