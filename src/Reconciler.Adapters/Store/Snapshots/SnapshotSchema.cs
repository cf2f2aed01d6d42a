using System.ComponentModel;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;

namespace Reconciler.Adapters.Store.Snapshots;

/// <summary>Writes the JSON Schema (draft 2020-12) of snapshots out of the records that they are read by.</summary>
public static class SnapshotSchema
{
    /// <summary>Its name in the folder <c>schemas/</c>.</summary>
    public const string FileName = "snapshot.schema.json";

    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Render()
    {
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Snapshot",
            ["description"] = "A state without its secrets, as status --export-snapshot writes it: format_version 1.x. Fields may be added within 1.x, so readers pass over what they do not know.",
        };
        var body = SnapshotContext.Default.SnapshotShape.GetJsonSchemaAsNode(new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Describe }).AsObject();
        foreach (var (name, value) in body.ToList())
        {
            body.Remove(name);
            schema.Add(name, value);
        }

        return schema.ToJsonString(Layout) + "\n";
    }

    /// <summary>Nothing in a snapshot is null: a member without a value is left out. The version is of the major that is read.</summary>
    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode node)
    {
        if (node is not JsonObject schema) return node;
        if (schema["type"] is JsonArray types && types.FirstOrDefault(type => type?.GetValue<string>() != "null") is { } type) schema["type"] = type.DeepClone();
        schema.Remove("default");
        if (context.PropertyInfo?.AttributeProvider?.GetCustomAttributes(typeof(DescriptionAttribute), inherit: false) is [DescriptionAttribute { Description: var text }])
            schema.Insert(0, "description", text);
        if (context.PropertyInfo is { Name: "format_version" }) schema["pattern"] = "^1\\.[0-9]+$";
        return schema;
    }
}
