using System.Text.Json.Nodes;

namespace Reconciler.Adapters.Yaml.Schemas;

/// <summary>Small pieces of JSON Schema.</summary>
internal static class SchemaParts
{
    /// <summary>
    /// <c>if</c> a property has the value, <c>then</c> the schema holds too. A pattern and no <c>const</c>: while completing, the YAML language server
    /// takes a word for every constant that begins with it (Certificate for CertificateAuthority).
    /// </summary>
    /// <param name="value">Letters and hyphens.</param>
    public static JsonObject When(string property, string value, JsonObject then) => new()
    {
        ["if"] = new JsonObject
        {
            ["type"] = "object",
            ["required"] = new JsonArray(property),
            ["properties"] = new JsonObject { [property] = new JsonObject { ["type"] = "string", ["pattern"] = $"^{value}$" } },
        },
        ["then"] = then,
    };

    /// <summary>At most one of the properties.</summary>
    public static JsonObject NotTogether(IEnumerable<string> properties) => new() { ["not"] = new JsonObject { ["required"] = Words(properties) } };

    public static JsonArray Words(IEnumerable<string> words) => new([.. words.Select(word => (JsonNode)word)]);
}
