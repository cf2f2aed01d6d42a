using System.Diagnostics.CodeAnalysis;
using Reconciler.Adapters.Yaml.Fields;
using Reconciler.Adapters.Yaml.Nodes;

namespace Reconciler.Adapters.Yaml.Types;

/// <summary>A built-in record template by name, or the path of one below <c>templates/</c>. Any text with a slash or a dot is a path.</summary>
internal sealed class RecordTemplateType : ScalarType<string>
{
    private static readonly string[] BuiltIn = ["acm-cname"];

    public override string Name => "template";

    public override string Grammar => "acm-cname, or the path of a Scriban template below templates/";

    public override string Pattern => @"^(acm-cname|templates/(?!(.*/)?\.\.(/|$)).*)$";

    protected override bool TryParse(YamlNode scalar, FieldDefinition field, DocumentBinding binding, [NotNullWhen(true)] out string? value)
    {
        value = scalar.Text;
        if (Array.IndexOf(BuiltIn, value) >= 0) return true;
        if (!value.AsSpan().ContainsAny('/', '.'))
        {
            var near = NearestWord.Find(value, BuiltIn);
            binding.Report(
                FieldCodes.UnknownValue,
                scalar,
                $"record template {Quote.Of(value)} is not known",
                near is null ? "\"acm-cname\", or a path such as templates/my.scriban" : $"did you mean \"{near}\"?");
            return false;
        }

        if (value.StartsWith("templates/", StringComparison.Ordinal) && PrintableText.Fits(value, 1, 1024) && !value.Split('/').Contains("..")) return true;
        binding.Report(FieldCodes.BadPath, scalar, $"{Quote.Of(value)} is not a path below templates/", "a path such as templates/my.scriban");
        return false;
    }
}
