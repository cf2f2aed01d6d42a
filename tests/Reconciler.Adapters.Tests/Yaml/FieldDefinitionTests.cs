using System.Text;
using Reconciler.Adapters.Yaml.Fields;
using Reconciler.Adapters.Yaml.Kinds;
using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;

namespace Reconciler.Adapters.Tests.Yaml;

/// <summary>What the definitions say of themselves is what the reader does.</summary>
public sealed class FieldDefinitionTests
{
    [Fact(DisplayName = "a document with every default written out means the same as one without")]
    public void DefaultsAreTrue()
    {
        foreach (var (kind, variant) in Variants())
        {
            var without = Bind(kind, variant, _ => false);
            var with = Bind(kind, variant, field => field.Default is not null);
            Assert.Equal(Facts(without), Facts(with));
        }
    }

    [Fact(DisplayName = "every example can be read")]
    public void ExamplesAreTrue()
    {
        foreach (var (kind, variant) in Variants())
        {
            foreach (var field in Leaves(variant.Fields).Where(field => field.Example is not null)) Bind(kind, variant, each => each == field);
        }
    }

    [Fact(DisplayName = "every field has a description, a type or fields, and at most one default or need")]
    public void DefinitionsAreWhole()
    {
        foreach (var (_, variant) in Variants())
        {
            foreach (var field in Leaves(variant.Fields))
            {
                Assert.EndsWith(".", field.Description, StringComparison.Ordinal);
                Assert.False(field.Required && field.Default is not null, field.Path);
            }
        }
    }

    [Fact(DisplayName = "codes are unique, in their ranges and explained")]
    public void CodesAreUnique()
    {
        var codes = DiagnosticCodes.In(typeof(KindDefinition).Assembly);
        Assert.Equal(codes.Count, codes.Select(code => code.Id).Distinct().Count());
        Assert.All(codes, code =>
        {
            Assert.Matches(code.Severity == Severity.Error ? "^C0[0-9]{2}$" : "^C1[0-9]{2}$", code.Id);
            Assert.NotEmpty(code.Title);
            Assert.EndsWith(".", code.Explanation, StringComparison.Ordinal);
        });
    }

    private static IEnumerable<(KindDefinition Kind, SpecVariant Variant)> Variants() =>
        ManifestKinds.All.SelectMany(kind => kind.Spec.Variants.Select(variant => (kind, variant)));

    private static IEnumerable<FieldDefinition> Leaves(IEnumerable<FieldDefinition> fields) =>
        fields.SelectMany(field => field.Children.Count == 0 ? [field] : Leaves(field.Children));

    private static DeclaredResource Bind(KindDefinition kind, SpecVariant variant, Func<FieldDefinition, bool> written)
    {
        var text = new StringBuilder($"apiVersion: reconciler/v1\nkind: {kind.Name}\nmetadata: {{ name: x }}\nspec:\n");
        if (kind.Spec.Discriminator is { } discriminator) text.Append($"  {discriminator}: {variant.Word}\n");
        if (variant.Word == "subordinate") text.Append("  parent: root\n");
        Write(text, variant.Fields, written, "  ", variant.Word == "subordinate" ? "parent" : null);
        var reading = Manifests.Read(text.ToString());
        Assert.True(reading.Diagnostics.Count == 0 || reading.Diagnostics.All(d => variant.Word == "root" && d.Code.Id == "C029"), $"{text}{string.Join('\n', reading.Diagnostics)}");
        return reading.Resources.Count == 1 ? reading.Resources[0] : Bind(kind, variant, _ => false);
    }

    private static void Write(StringBuilder text, IEnumerable<FieldDefinition> fields, Func<FieldDefinition, bool> written, string indent, string? except)
    {
        foreach (var field in fields)
        {
            if (field.Name == except) continue;
            if (field.Children.Count > 0)
            {
                var inner = new StringBuilder();
                Write(inner, field.Children, each => written(each) && (field.Required || field.Children.All(child => !child.Required)), indent + "  ", null);
                // Of a needed mapping of alternatives the first stands for all.
                if (inner.Length == 0 && field.Required) inner.Append($"{indent}  {field.Children[0].Name}: X\n");
                if (inner.Length > 0 && (field.Required || Leaves(field.Children).Any(written))) text.Append($"{indent}{field.Name}:\n{inner}");
            }
            else if (field.Required) text.Append($"{indent}{field.Name}: {field.Example}\n");
            else if (written(field)) text.Append($"{indent}{field.Name}: {field.Default ?? field.Example}\n");
        }
    }

    // Records compare lists by reference, so what was read is compared by its text.
    private static string Facts(DeclaredResource resource)
    {
        var spec = resource.GetType().GetProperty("Spec")!.GetValue(resource)!;
        return System.Text.Json.JsonSerializer.Serialize(spec, spec.GetType(), Options);
    }

    private static readonly System.Text.Json.JsonSerializerOptions Options = new() { Converters = { new EndpointText() } };

    private sealed class EndpointText : System.Text.Json.Serialization.JsonConverter<System.Net.IPEndPoint>
    {
        public override System.Net.IPEndPoint Read(ref System.Text.Json.Utf8JsonReader reader, Type typeToConvert, System.Text.Json.JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(System.Text.Json.Utf8JsonWriter writer, System.Net.IPEndPoint value, System.Text.Json.JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
