using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Reconciler.Adapters.Yaml.Fields;
using Reconciler.Adapters.Yaml.Nodes;

namespace Reconciler.Adapters.Yaml.Types;

/// <summary>Free keys and values, printable and limited.</summary>
internal sealed class TagsType : FieldType<ImmutableSortedDictionary<string, string>>
{
    private const int Most = 50;
    private const int LongestKey = 128;
    private const int LongestValue = 256;

    private static readonly ImmutableSortedDictionary<string, string> Empty = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    public override string Name => "tags";

    public override ValueShape Shape => ValueShape.Map;

    public override (int Least, int Most)? Bounds => (0, Most);

    public override FieldType Key { get; } = new TextType("tag key", 1, LongestKey);

    public override FieldType Item { get; } = new TextType("tag value", 0, LongestValue, isFree: true);

    public override bool TryRead(
        YamlNode node, FieldDefinition field, DocumentBinding binding, [MaybeNullWhen(false)] out ImmutableSortedDictionary<string, string> value)
    {
        value = Empty;
        if (!node.IsMapping)
        {
            binding.ReportShape(node, field.Path, "a mapping");
            return false;
        }

        var count = node.Count;
        var good = count <= Most;
        if (!good) binding.Report(FieldCodes.BadTags, node, $"there are {count} tags; {Most} are allowed");
        var tags = Empty.ToBuilder();
        foreach (var (key, content) in node.Entries)
        {
            if (IsGood(key, content, field, binding)) tags[key.Text] = content.Text;
            else good = false;
        }

        value = tags.ToImmutable();
        return good;
    }

    private static bool IsGood(YamlNode key, YamlNode content, FieldDefinition field, DocumentBinding binding)
    {
        if (!PrintableText.Fits(key.Text, 1, LongestKey))
        {
            binding.Report(FieldCodes.BadTags, key, $"the tag key {Quote.Of(key.Text)} is not 1 to {LongestKey} printable characters");
            return false;
        }

        if (!content.IsValue)
        {
            binding.ReportShape(content, $"{field.Path}.{key.Text}", "text");
            return false;
        }

        if (PrintableText.Fits(content.Text, 0, LongestValue)) return true;
        binding.Report(FieldCodes.BadTags, content, $"the value of tag {Quote.Of(key.Text)} is not up to {LongestValue} printable characters");
        return false;
    }
}
