using System.Text.Json;

namespace Reconciler.Core.Planning;

/// <summary>Attributes as a JSON object shaped like the manifest: <c>key.algorithm</c> becomes <c>{"key":{"algorithm":…}}</c>, keys in ordinal order.</summary>
internal static class AttributesJson
{
    public static void Write(Utf8JsonWriter writer, PlanAttributes attributes) => WriteLevel(writer, attributes.Items.AsSpan(), 0);

    private static void WriteLevel(Utf8JsonWriter writer, ReadOnlySpan<PlanAttribute> items, int start)
    {
        writer.WriteStartObject();
        while (!items.IsEmpty)
        {
            var name = items[0].Name.AsSpan(start);
            var dot = name.IndexOf('.');
            if (dot < 0)
            {
                WriteValue(writer, name, items[0]);
                items = items[1..];
                continue;
            }

            var prefix = items[0].Name.AsSpan(0, start + dot + 1);
            var count = 1;
            while (count < items.Length && items[count].Name.AsSpan().StartsWith(prefix, StringComparison.Ordinal)) count++;
            writer.WritePropertyName(name[..dot]);
            WriteLevel(writer, items[..count], start + dot + 1);
            items = items[count..];
        }

        writer.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter writer, ReadOnlySpan<char> name, PlanAttribute item)
    {
        if (item.Text is not null)
        {
            writer.WriteString(name, item.Text);
            return;
        }

        writer.WriteStartArray(name);
        foreach (var entry in item.List) writer.WriteStringValue(entry);
        writer.WriteEndArray();
    }
}
