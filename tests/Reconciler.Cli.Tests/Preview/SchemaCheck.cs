using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Reconciler.Cli.Tests.Preview;

/// <summary>The keywords of JSON Schema (draft 2020-12) that our schemas use; a keyword that is not known fails the check.</summary>
internal sealed class SchemaCheck(JsonElement root)
{
    private static readonly HashSet<string> Remarks = ["$schema", "$id", "$defs", "title", "description", "examples", "default"];

    /// <summary>Every violation, by JSON pointer; empty when the instance conforms.</summary>
    public IEnumerable<string> Violations(JsonElement instance) => Violations(root, instance, "");

    private IEnumerable<string> Violations(JsonElement schema, JsonElement instance, string at) =>
        schema.EnumerateObject().Where(keyword => !Remarks.Contains(keyword.Name)).SelectMany(keyword => Keyword(keyword, schema, instance, at));

    private IEnumerable<string> Keyword(JsonProperty keyword, JsonElement schema, JsonElement instance, string at) => keyword.Name switch
    {
        "$ref" => Violations(Resolve(keyword.Value.GetString()!), instance, at),
        "type" => Unless(TypesOf(keyword.Value).Any(type => Is(instance, type)), $"{at} is no {keyword.Value}"),
        "enum" => Unless(keyword.Value.EnumerateArray().Any(value => JsonElement.DeepEquals(value, instance)), $"{at} is none of {keyword.Value}"),
        "const" => Unless(JsonElement.DeepEquals(keyword.Value, instance), $"{at} is not {keyword.Value}"),
        "pattern" => Unless(instance.ValueKind != JsonValueKind.String || Regex.IsMatch(instance.GetString()!, keyword.Value.GetString()!), $"{at} does not match {keyword.Value}"),
        "minimum" => Unless(instance.ValueKind != JsonValueKind.Number || instance.GetDouble() >= keyword.Value.GetDouble(), $"{at} is below {keyword.Value}"),
        "minItems" => Unless(instance.ValueKind != JsonValueKind.Array || instance.GetArrayLength() >= keyword.Value.GetInt32(), $"{at} has too few items"),
        "required" => instance.ValueKind != JsonValueKind.Object ? [] : keyword.Value.EnumerateArray().Where(name => !instance.TryGetProperty(name.GetString()!, out _)).Select(name => $"{at}/{name} is missing"),
        "items" => instance.ValueKind != JsonValueKind.Array ? [] : instance.EnumerateArray().SelectMany((item, i) => Violations(keyword.Value, item, string.Create(CultureInfo.InvariantCulture, $"{at}/{i}"))),
        "properties" => Members(instance).Where(member => keyword.Value.TryGetProperty(member.Name, out _)).SelectMany(member => Violations(keyword.Value.GetProperty(member.Name), member.Value, $"{at}/{member.Name}")),
        "additionalProperties" => Members(instance).Where(member => !IsDeclared(schema, member.Name)).SelectMany(member => Violations(keyword.Value, member.Value, $"{at}/{member.Name}")),
        "anyOf" => Unless(keyword.Value.EnumerateArray().Any(choice => !Violations(choice, instance, at).Any()), $"{at} fits no choice"),
        _ => throw new NotSupportedException($"the keyword {keyword.Name} is not known to the check"),
    };

    private JsonElement Resolve(string reference) => root.GetProperty("$defs").GetProperty(reference["#/$defs/".Length..]);

    private static bool IsDeclared(JsonElement schema, string name) => schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(name, out _);

    private static IEnumerable<JsonProperty> Members(JsonElement instance) => instance.ValueKind == JsonValueKind.Object ? instance.EnumerateObject() : [];

    private static IEnumerable<string> TypesOf(JsonElement type) => type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(item => item.GetString()!) : [type.GetString()!];

    private static bool Is(JsonElement instance, string type) => type switch
    {
        "object" => instance.ValueKind == JsonValueKind.Object,
        "array" => instance.ValueKind == JsonValueKind.Array,
        "string" => instance.ValueKind == JsonValueKind.String,
        "null" => instance.ValueKind == JsonValueKind.Null,
        "boolean" => instance.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => instance.ValueKind == JsonValueKind.Number && instance.TryGetInt64(out _),
        _ => throw new NotSupportedException(type),
    };

    private static IEnumerable<string> Unless(bool holds, string violation) => holds ? [] : [violation];
}
