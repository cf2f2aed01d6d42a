using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Reconciler.Adapters.Yaml.Fields;

namespace Reconciler.Adapters.Yaml.Schemas;

/// <summary>Schemas of values by their type.</summary>
internal static class TypeSchemas
{
    public static JsonObject Of(FieldType type, SchemaDefinitions definitions) => type.Shape switch
    {
        ValueShape.Text when type.Values.Count > 0 => new() { ["enum"] = SchemaParts.Words(type.Values) },
        ValueShape.Text => Text(type, definitions),
        ValueShape.Integer => type.Values is [var only] ? new() { ["const"] = int.Parse(only, CultureInfo.InvariantCulture) } : Integer(type),
        ValueShape.Boolean => type.Values is [var only] ? new() { ["const"] = only == "true" } : new() { ["type"] = "boolean" },
        ValueShape.List => List(type, definitions),
        ValueShape.TextOrList => new() { ["anyOf"] = new JsonArray(Of(type.Item!, definitions), List(type, definitions)) },
        ValueShape.Map => Map(type, definitions),
    };

    /// <summary>Key under <c>$defs</c>, for example <c>hostNameOrWildcard</c>.</summary>
    public static string DefinitionName(FieldType type)
    {
        var words = type.Name.Split([' ', ':'], StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(words.Select((word, i) => i == 0 ? char.ToLowerInvariant(word[0]) + word[1..] : char.ToUpperInvariant(word[0]) + word[1..]));
    }

    /// <summary>Types with a grammar of their own are defined once.</summary>
    private static JsonObject Text(FieldType type, SchemaDefinitions definitions)
    {
        var schema = new JsonObject { ["type"] = JsonTypes(type) };
        if (type.Bounds is var (least, most))
        {
            if (least > 0) schema.Add("minLength", least);
            schema.Add("maxLength", most);
        }

        if (type.Pattern is { } pattern) schema.Add("pattern", pattern);
        if (type.Grammar is not { } grammar) return schema;
        schema.Insert(0, "description", $"{type.Name}: {grammar}");
        var name = DefinitionName(type);
        definitions.Add(name, schema);
        return SchemaDefinitions.Reference(name);
    }

    /// <summary>The reader reads every scalar as text; other readers of YAML make a number of some, which must not be refused for that.</summary>
    private static JsonNode JsonTypes(FieldType type)
    {
        var types = new List<string> { "string" };
        if (type.Pattern is null || Regex.IsMatch("7.5", type.Pattern)) types.Add("number");
        else if (Regex.IsMatch("7", type.Pattern) || Regex.IsMatch("600", type.Pattern)) types.Add("integer");
        if (type.IsFree) types.Add("boolean");
        return types.Count == 1 ? types[0] : SchemaParts.Words(types);
    }

    private static JsonObject Integer(FieldType type)
    {
        var schema = new JsonObject { ["type"] = "integer" };
        if (type.Bounds is var (least, most))
        {
            schema.Add("minimum", least);
            schema.Add("maximum", most);
        }

        return schema;
    }

    private static JsonObject List(FieldType type, SchemaDefinitions definitions)
    {
        var schema = new JsonObject { ["type"] = "array", ["items"] = Of(type.Item!, definitions) };
        if (type.Bounds is { Least: > 0 and var least }) schema.Add("minItems", least);
        if (type.IsUnique) schema.Add("uniqueItems", true);
        return schema;
    }

    private static JsonObject Map(FieldType type, SchemaDefinitions definitions)
    {
        var schema = new JsonObject { ["type"] = "object", ["propertyNames"] = KeyOf(type.Key!, definitions), ["additionalProperties"] = Of(type.Item!, definitions) };
        if (type.Bounds is var (_, most)) schema.Add("maxProperties", most);
        return schema;
    }

    // Keys are strings to every reader.
    private static JsonObject KeyOf(FieldType key, SchemaDefinitions definitions)
    {
        var schema = Of(key, definitions);
        schema.Remove("type");
        return schema;
    }
}
