using System.Text.Json.Nodes;
using Reconciler.Adapters.Yaml.Fields;
using Reconciler.Adapters.Yaml.Kinds;

namespace Reconciler.Adapters.Yaml.Schemas;

/// <summary>Schemas of what stands under <c>spec</c>, in the forms that a kind has.</summary>
internal static class SpecSchemas
{
    public static JsonObject Of(KindDefinition kind, SchemaDefinitions definitions)
    {
        var variants = kind.Spec.Variants;
        var isOneTable = variants.All(variant => ReferenceEquals(variant.Fields, variants[0].Fields));
        return isOneTable ? OneTable(kind, definitions) : Choice(kind, definitions);
    }

    /// <summary>The discriminator with what each of its words means.</summary>
    public static string DescriptionOf(SpecDefinition spec) =>
        $"{spec.Field!.Description} {string.Join(' ', spec.Variants.Select(variant => $"{variant.Word}: {variant.Description}"))}";

    /// <summary>One closed mapping; the forms differ in what they need and refuse.</summary>
    private static JsonObject OneTable(KindDefinition kind, SchemaDefinitions definitions)
    {
        var first = kind.Spec.Variants[0];
        FieldDefinition[] fields = kind.Spec.Field is { } discriminator ? [discriminator, .. first.Fields] : [.. first.Fields];
        var mapping = FieldSchemas.Mapping(fields, definitions, kind.Description);
        if (kind.Spec.Field is { } field) ((JsonObject)mapping["properties"]![field.Name]!)["description"] = DescriptionOf(kind.Spec);
        var conditions = new JsonArray();
        if (first.Alternatives.Count > 0) conditions.Add(SchemaParts.NotTogether(first.Alternatives));
        foreach (var variant in kind.Spec.Variants)
        {
            if (Difference(variant) is { Count: > 0 } difference) conditions.Add(SchemaParts.When(kind.Spec.Discriminator!, variant.Word, difference));
        }

        if (conditions.Count > 0) mapping.Add("allOf", conditions);
        return mapping;
    }

    private static JsonObject Difference(SpecVariant variant)
    {
        var difference = new JsonObject();
        if (variant.Needed.Count > 0) difference.Add("required", SchemaParts.Words(variant.Needed));
        if (variant.Refused.Count > 0)
            difference.Add("properties", new JsonObject(variant.Refused.Select(name => KeyValuePair.Create(name, (JsonNode?)JsonValue.Create(false)))));
        return difference;
    }

    /// <summary>The word of the discriminator chooses a closed mapping.</summary>
    private static JsonObject Choice(KindDefinition kind, SchemaDefinitions definitions)
    {
        var spec = kind.Spec;
        var choices = new JsonArray();
        foreach (var variant in spec.Variants)
        {
            var name = $"{kind.Name}.{variant.Word}";
            definitions.Add(name, Form(spec, variant, definitions));
            choices.Add(SchemaParts.When(spec.Discriminator!, variant.Word, SchemaDefinitions.Reference(name)));
        }

        return new()
        {
            ["description"] = kind.Description,
            ["type"] = "object",
            ["required"] = new JsonArray(spec.Discriminator!),
            ["properties"] = new JsonObject
            {
                [spec.Discriminator!] = new JsonObject
                {
                    ["description"] = DescriptionOf(spec),
                    ["enum"] = SchemaParts.Words(spec.Variants.Select(variant => variant.Word)),
                },
            },
            ["allOf"] = choices,
        };
    }

    private static JsonObject Form(SpecDefinition spec, SpecVariant variant, SchemaDefinitions definitions)
    {
        var form = FieldSchemas.Mapping(variant.Fields, definitions, variant.Description);
        ((JsonObject)form["properties"]!).Insert(0, spec.Discriminator!, new JsonObject { ["description"] = variant.Description, ["const"] = variant.Word });
        return form;
    }
}
