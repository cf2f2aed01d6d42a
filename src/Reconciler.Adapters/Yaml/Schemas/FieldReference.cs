using System.Globalization;
using System.Text;
using Reconciler.Adapters.Yaml.Fields;
using Reconciler.Adapters.Yaml.Kinds;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Yaml.Schemas;

/// <summary>The field reference: a table for each kind, and the grammars of values.</summary>
internal static class FieldReference
{
    private const string Introduction = """
        # Manifests: field reference

        Written by the program from the definitions that it reads manifests by; a test keeps this folder equal to them.

        | file | for |
        |---|---|
        | `reconciler.schema.json` | documents of every kind, told apart by `kind` |
        | `<kind>.schema.json` | documents of one kind |
        | `plan.schema.json` | plans as JSON, as `plan` prints and saves them |
        | `diagnostics.schema.json` | what `validate --format json` writes, and `plan` and `preview` where there is no plan |
        | `snapshot.schema.json` | a state without its secrets, as `status --export-snapshot` writes it |
        | `openapi.json` | what the daemon answers over HTTP (OpenAPI 3.1) |

        The schemas are JSON Schema, draft 2020-12. Editors with a YAML language server complete, explain and check a document that begins with

        ```yaml
        # yaml-language-server: $schema=reconciler.schema.json
        ```

        (in a file of several documents the line stands after each `---`: it counts for one document). `reconciler init` writes the schema and these lines; `reconciler schema > reconciler.schema.json` brings the schema to what an updated program reads.
        A schema sees one document: whatever concerns several (references, trust, limits of an authority) only `reconciler validate` checks.

        Every document has four parts:

        ```yaml
        apiVersion: reconciler/v1
        kind: Certificate
        metadata: { name: www }
        spec: {}
        ```

        """;

    public static string Render()
    {
        var text = new StringBuilder(Introduction);
        var types = new SortedDictionary<string, FieldType>(StringComparer.Ordinal);
        text.Append("\n## metadata\n\n").Append(ManifestMetadata.Definition.Description).Append("\n\n");
        Table(text, ManifestMetadata.Definition.Children, types);
        text.Append("\nOnly ").Append(string.Join(", ", ManifestKinds.All.Where(kind => kind.Kind.IsRegional()).Select(kind => kind.Name)))
            .Append(" live in a region; the other kinds have no `region`.\n");
        foreach (var kind in ManifestKinds.All) Kind(text, kind, types);
        Types(text, types.Values);
        return text.ToString();
    }

    private static void Kind(StringBuilder text, KindDefinition kind, SortedDictionary<string, FieldType> types)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n## {kind.Name}\n\n{kind.Description} Fields below `spec`:\n");
        if (kind.Spec.Field is { } choice)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n`{choice.Name}` is required:\n\n");
            foreach (var variant in kind.Spec.Variants) text.Append(CultureInfo.InvariantCulture, $"- `{variant.Word}`: {variant.Description}\n");
        }

        // Forms with one table are one table here too.
        foreach (var forms in kind.Spec.Variants.GroupBy(variant => variant.Fields))
        {
            if (kind.Spec.Variants.Count > 1)
                text.Append(CultureInfo.InvariantCulture, $"\n### {kind.Name}, {kind.Spec.Discriminator} {string.Join(" or ", forms.Select(form => $"`{form.Word}`"))}\n");
            text.Append('\n');
            Table(text, forms.Key, types);
            foreach (var form in forms) Conditions(text, form, isFirst: form == forms.First());
            Reserved(text, forms.Key);
        }
    }

    private static void Table(StringBuilder text, IReadOnlyList<FieldDefinition> fields, SortedDictionary<string, FieldType> types)
    {
        text.Append("| field | type | default | meaning |\n|---|---|---|---|\n");
        Rows(text, fields, types);
    }

    private static void Rows(StringBuilder text, IReadOnlyList<FieldDefinition> fields, SortedDictionary<string, FieldType> types)
    {
        foreach (var field in fields.Where(FieldSchemas.IsAvailable))
        {
            var otherwise = field.Required ? "required" : field.Default is { } written ? $"`{written}`" : "";
            var example = field.Example is { } shown ? $" Example: `{shown}`" : "";
            text.Append(CultureInfo.InvariantCulture, $"| `{field.Path}` | {TypeOf(field.Type, types)} | {otherwise} | {field.Description}{example} |\n");
            Rows(text, field.Children, types);
        }
    }

    private static void Conditions(StringBuilder text, SpecVariant form, bool isFirst)
    {
        if (isFirst && form.Alternatives.Count > 0) text.Append(CultureInfo.InvariantCulture, $"\nAt most one of {Listed(form.Alternatives)} may be written.\n");
        if (form.Needed.Count > 0) text.Append(CultureInfo.InvariantCulture, $"\n`{form.Word}` needs {Listed(form.Needed)}.\n");
        if (form.Refused.Count > 0) text.Append(CultureInfo.InvariantCulture, $"\n`{form.Word}` takes no {Listed(form.Refused)}.\n");
    }

    private static void Reserved(StringBuilder text, IReadOnlyList<FieldDefinition> fields)
    {
        var reserved = Unavailable(fields).ToList();
        if (reserved.Count > 0) text.Append(CultureInfo.InvariantCulture, $"\nRefused by name in this version: {Listed(reserved)}.\n");
    }

    private static IEnumerable<string> Unavailable(IEnumerable<FieldDefinition> fields) =>
        fields.SelectMany(field => FieldSchemas.IsAvailable(field) ? Unavailable(field.Children) : [field.Path]);

    private static string TypeOf(FieldType? type, SortedDictionary<string, FieldType> types)
    {
        if (type is null) return "mapping";
        if (type.Values.Count > 0) return string.Join(" \\| ", type.Values.Select(value => $"`{value}`"));
        if (type.Grammar is not null && type.Shape == ValueShape.Text) types.TryAdd(type.Name, type);
        return type.Shape switch
        {
            ValueShape.Text when type.Grammar is not null => $"[{type.Name}](#{Anchor(type)})",
            ValueShape.Text when type.Bounds is var (least, most) => $"text of {least} to {most} characters",
            ValueShape.Integer when type.Bounds is var (least, most) => $"{type.Name}, {least} to {most}",
            ValueShape.List => ListOf(type, types),
            ValueShape.TextOrList => $"{TypeOf(type.Item, types)}, or a list of it",
            ValueShape.Map when type.Bounds is var (_, most) => $"mapping of text to text, at most {most} entries",
            ValueShape.Boolean => "`true` \\| `false`",
            ValueShape.Text or ValueShape.Integer or ValueShape.Map => type.Name,
        };
    }

    private static string ListOf(FieldType type, SortedDictionary<string, FieldType> types) =>
        $"list of {TypeOf(type.Item, types)}{(type.Bounds is { Least: > 0 } ? ", not empty" : "")}{(type.IsUnique ? ", each once" : "")}";

    private static void Types(StringBuilder text, IEnumerable<FieldType> types)
    {
        text.Append("\n## Values\n\nEvery value is read as text and parsed by the grammar of its field: nothing is taken for a number, date or boolean by its looks.\n"
            + "Numbers and booleans are written without quotes, so that editors agree.\n");
        foreach (var type in types)
            text.Append(CultureInfo.InvariantCulture, $"\n### {type.Name}\n\n{type.Grammar![..1].ToUpperInvariant()}{type.Grammar![1..]}.\n");
    }

    /// <summary>As renderers of Markdown make it of a heading.</summary>
    private static string Anchor(FieldType type) => type.Name.ToLowerInvariant().Replace(":", "", StringComparison.Ordinal).Replace(' ', '-');

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"`{name}`"));
}
