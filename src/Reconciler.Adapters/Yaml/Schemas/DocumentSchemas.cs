using System.Text.Json.Nodes;
using Reconciler.Adapters.Yaml.Kinds;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Yaml.Schemas;

/// <summary>Schemas of whole documents: the head, and the spec by kind.</summary>
internal static class DocumentSchemas
{
    private const string Dialect = "https://json-schema.org/draft/2020-12/schema";

    private const string VersionDescription = "Version of the manifest language.";

    public static JsonObject Of(KindDefinition kind)
    {
        var definitions = new SchemaDefinitions();
        var document = Document(kind, definitions);
        document.Insert(0, "$schema", Dialect);
        document.Add("$defs", definitions.ToJson());
        return document;
    }

    /// <summary>The kind chooses among the definitions; without one an editor still knows the four parts of a document.</summary>
    public static JsonObject OfAllKinds()
    {
        var definitions = new SchemaDefinitions();
        var choices = ManifestKinds.All.Select(kind => SchemaParts.When("kind", kind.Name, SchemaDefinitions.Reference(kind.Name))).ToArray<JsonNode>();
        foreach (var kind in ManifestKinds.All) definitions.Add(kind.Name, Document(kind, definitions));
        var kinds = new JsonArray([.. ManifestKinds.All.Select(kind => (JsonNode)kind.Name)]);
        var description = "What the document declares. " + string.Join(' ', ManifestKinds.All.Select(kind => $"{kind.Name}: {kind.Description}"));
        return new()
        {
            ["$schema"] = Dialect,
            ["title"] = "Reconciler manifest",
            ["type"] = "object",
            ["required"] = Parts(),
            ["properties"] = new JsonObject
            {
                ["apiVersion"] = new JsonObject { ["description"] = VersionDescription, ["const"] = ManifestKinds.ApiVersion },
                ["kind"] = new JsonObject { ["description"] = description, ["enum"] = kinds },
                ["metadata"] = new JsonObject { ["type"] = "object", ["description"] = ManifestMetadata.Definition.Description },
                ["spec"] = new JsonObject { ["type"] = "object", ["description"] = "What is wanted; its fields depend on the kind." },
            },
            ["allOf"] = new JsonArray(choices),
            ["$defs"] = definitions.ToJson(),
        };
    }

    private static JsonArray Parts() => ["apiVersion", "kind", "metadata", "spec"];

    private static JsonObject Document(KindDefinition kind, SchemaDefinitions definitions) => new()
    {
        ["title"] = kind.Name,
        ["description"] = kind.Description,
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["required"] = Parts(),
        ["properties"] = new JsonObject
        {
            ["apiVersion"] = new JsonObject { ["description"] = VersionDescription, ["const"] = ManifestKinds.ApiVersion },
            ["kind"] = new JsonObject { ["description"] = kind.Description, ["const"] = kind.Name },
            ["metadata"] = Metadata(kind.Kind.IsRegional(), definitions),
            ["spec"] = SpecSchemas.Of(kind, definitions),
        },
    };

    private static JsonObject Metadata(bool isRegional, SchemaDefinitions definitions)
    {
        var name = isRegional ? "regionalMetadata" : "metadata";
        var fields = ManifestMetadata.Definition.Children.Where(field => isRegional || field.Name != "region").ToList();
        if (!definitions.Contains(name)) definitions.Add(name, FieldSchemas.Mapping(fields, definitions, ManifestMetadata.Definition.Description));
        return SchemaDefinitions.Reference(name);
    }
}
