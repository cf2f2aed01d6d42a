using System.Globalization;
using System.Text.Json.Nodes;
using Reconciler.Adapters.Yaml.Fields;
using Reconciler.Adapters.Yaml.Nodes;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Yaml.Schemas;

/// <summary>Defaults and examples stand in the definitions as a manifest would have them; in a schema they are JSON.</summary>
internal static class WrittenValue
{
    public static JsonNode ToJson(string written, FieldType type)
    {
        var diagnostics = new DiagnosticBag();
        var documents = YamlTreeReader.Read("definition", written, diagnostics);
        if (diagnostics.HasErrors || documents is not [var document]) throw new InvalidOperationException($"\"{written}\" is not a value");
        return ToJson(document.Root, type);
    }

    private static JsonNode ToJson(YamlNode node, FieldType type)
    {
        if (node.IsList) return List(node, type.Item!);
        if (node.IsMapping) return Map(node, type.Item!);
        return type.Shape switch
        {
            ValueShape.Integer => int.Parse(node.Span, NumberStyles.None, CultureInfo.InvariantCulture),
            ValueShape.Boolean => node.Span is "true",
            ValueShape.Text or ValueShape.List or ValueShape.TextOrList or ValueShape.Map => node.Text,
        };
    }

    private static JsonArray List(YamlNode node, FieldType item)
    {
        var list = new JsonArray();
        foreach (var entry in node.Items) list.Add(ToJson(entry, item));
        return list;
    }

    private static JsonObject Map(YamlNode node, FieldType item)
    {
        var map = new JsonObject();
        foreach (var (key, value) in node.Entries) map.Add(key.Text, ToJson(value, item));
        return map;
    }
}
