using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Reconciler.Adapters.Yaml.Fields;
using Reconciler.Adapters.Yaml.Nodes;

namespace Reconciler.Adapters.Yaml.Types;

/// <summary>What becomes of an entry that was there before.</summary>
internal enum Repeats
{
    Kept,
    Folded,
    Refused,
}

/// <summary>A list of texts of one type, in the order written.</summary>
/// <param name="least">Entries needed.</param>
/// <param name="orSingle">One value may stand without the list around it.</param>
internal sealed class ListType<T>(FieldType<T> item, Repeats repeats = Repeats.Refused, int least = 0, bool orSingle = false) : FieldType<ImmutableArray<T>>
{
    // Above this many entries a set finds the repeats, so that the cost stays in proportion to the list.
    private const int Few = 16;

    public override string Name => $"list of {item.Name}";

    public override ValueShape Shape => orSingle ? ValueShape.TextOrList : ValueShape.List;

    public override FieldType Item => item;

    public override (int Least, int Most)? Bounds => (least, int.MaxValue);

    public override bool TryRead(YamlNode node, FieldDefinition field, DocumentBinding binding, [MaybeNullWhen(false)] out ImmutableArray<T> value)
    {
        value = [];
        if (!node.IsList)
        {
            if (orSingle && node.IsValue)
            {
                if (!item.TryRead(node, field, binding, out var single)) return false;
                value = [single];
                return true;
            }

            binding.ReportShape(node, field.Path, orSingle ? "text or a list" : "a list");
            return false;
        }

        var count = node.Count;
        if (count >= least) return TryReadItems(node, count, field, binding, out value);
        binding.Report(FieldCodes.BadList, node, $"\"{field.Path}\" needs at least {(least == 1 ? "one entry" : $"{least} entries")}");
        return false;
    }

    private bool TryReadItems(YamlNode list, int total, FieldDefinition field, DocumentBinding binding, out ImmutableArray<T> value)
    {
        var values = new T[total];
        var seen = repeats != Repeats.Kept && total > Few ? new HashSet<T>(total) : null;
        var index = 0;
        var count = 0;
        var good = true;
        foreach (var entry in list.Items)
        {
            var path = field.ItemPath(index++);
            binding.Note(path, entry);
            if (!entry.IsValue)
            {
                binding.ReportShape(entry, path, "text");
                good = false;
                continue;
            }

            if (!item.TryRead(entry, field, binding, out var read))
            {
                good = false;
                continue;
            }

            if (repeats == Repeats.Kept || !IsRepeat(read, values.AsSpan(0, count), seen)) values[count++] = read;
            else if (repeats == Repeats.Refused) good = ReportRepeat(entry, field, binding);
        }

        if (count < values.Length) Array.Resize(ref values, count);
        value = ImmutableCollectionsMarshal.AsImmutableArray(values);
        return good;
    }

    private static bool IsRepeat(T read, ReadOnlySpan<T> before, HashSet<T>? seen)
    {
        if (seen is not null) return !seen.Add(read);
        foreach (var each in before)
        {
            if (EqualityComparer<T>.Default.Equals(each, read)) return true;
        }

        return false;
    }

    private static bool ReportRepeat(YamlNode node, FieldDefinition field, DocumentBinding binding)
    {
        binding.Report(FieldCodes.BadList, node, $"{Quote.Of(node.Text)} stands twice in \"{field.Path}\"", "keep one of the two");
        return false;
    }
}
