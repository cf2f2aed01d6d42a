using System.Text.Json.Nodes;
using Reconciler.Adapters.Yaml.Fields;

namespace Reconciler.Adapters.Yaml.Schemas;

/// <summary>Schemas of fields and of the mappings that they stand in.</summary>
internal static class FieldSchemas
{
    /// <summary>Whether the version of the program reads the field; the others are refused by name and no part of a schema.</summary>
    public static bool IsAvailable(FieldDefinition field) => field.Type is not null || field.Children.Count > 0;

    /// <summary>A closed mapping of the fields.</summary>
    public static JsonObject Mapping(IReadOnlyList<FieldDefinition> fields, SchemaDefinitions definitions, string description)
    {
        var mapping = new JsonObject { ["description"] = description, ["type"] = "object", ["additionalProperties"] = false };
        var required = fields.Where(field => field.Required).Select(field => field.Name).ToList();
        if (required.Count > 0) mapping.Add("required", SchemaParts.Words(required));
        var properties = new JsonObject();
        foreach (var field in fields.Where(IsAvailable)) properties.Add(field.Name, Of(field, definitions));
        mapping.Add("properties", properties);
        return mapping;
    }

    private static JsonObject Of(FieldDefinition field, SchemaDefinitions definitions)
    {
        if (field.Type is not { } type) return Mapping(field.Children, definitions, field.Description);
        var schema = TypeSchemas.Of(type, definitions);
        schema.Insert(0, "description", field.Description);
        if (field.Default is { } written) schema.Add("default", WrittenValue.ToJson(written, type));
        if (field.Example is { } example) schema.Add("examples", new JsonArray(WrittenValue.ToJson(example, type)));
        return schema;
    }
}
