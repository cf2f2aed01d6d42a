namespace Reconciler.Adapters.Yaml.Nodes;

/// <summary>A node of a manifest. Text is as written, quotes removed; nothing is read as a number, boolean, date or null.</summary>
internal readonly struct YamlNode(YamlTree tree, int index)
{
    public YamlTree Tree => tree;

    /// <summary>Its place in the tree.</summary>
    public int Index => index;

    private ref readonly YamlRecord Record => ref tree[index];

    /// <summary>From 1.</summary>
    public int Line => Record.Line;

    /// <summary>From 1, in characters.</summary>
    public int Column => Record.Column;

    /// <summary>Characters as written on one line; 0 for a collection and for text that spans lines or holds escapes.</summary>
    public int Length => Record is { Shape: YamlShape.Text, Start: >= 0 } record ? record.Size + (record.IsPlain ? 0 : 2) : 0;

    public bool IsMapping => Record.Shape == YamlShape.Mapping;

    public bool IsList => Record.Shape == YamlShape.List;

    /// <summary>Has been reported; nothing more is to be said of it.</summary>
    public bool IsRefused => Record.Shape == YamlShape.Refused;

    public bool IsText => Record.Shape == YamlShape.Text;

    /// <summary>Text that is there: a key or dash with nothing behind it holds none.</summary>
    public bool IsValue => IsText && !IsAbsent;

    public bool IsAbsent => Record is { Shape: YamlShape.Text, IsPlain: true, Size: 0 };

    /// <summary>Made anew at each call; empty for a collection.</summary>
    public string Text => IsText ? tree.TextOf(Record) : "";

    public ReadOnlySpan<char> Span => IsText ? tree.SpanOf(Record) : [];

    /// <summary>Entries of a mapping in the order written; refused keys have been reported and are left out.</summary>
    public YamlEntries Entries => new(tree, IsMapping ? index : -1);

    /// <summary>Entries of a list in the order written.</summary>
    public YamlItems Items => new(tree, IsList ? index : -1);

    /// <summary>Entries of a list or mapping.</summary>
    public int Count
    {
        get
        {
            var count = 0;
            if (IsMapping)
            {
                foreach (var _ in Entries) count++;
            }
            else
            {
                foreach (var _ in Items) count++;
            }

            return count;
        }
    }

    /// <summary>What it is, for messages.</summary>
    public string ShapeName => IsMapping ? "a mapping" : IsList ? "a list" : IsAbsent ? "nothing" : "text";

    /// <summary>The same words at the same places, down to the last; the other may be of another tree.</summary>
    public bool IsWrittenAs(YamlNode other)
    {
        var size = Record.Next - index;
        if (other.Record.Next - other.Index != size) return false;
        for (var i = 0; i < size; i++)
        {
            if (!IsSame(tree, index + i, index, other.Tree, other.Index + i, other.Index)) return false;
        }

        return true;
    }

    private static bool IsSame(YamlTree tree, int at, int root, YamlTree otherTree, int otherAt, int otherRoot)
    {
        ref readonly var left = ref tree[at];
        ref readonly var right = ref otherTree[otherAt];
        if (left.Shape != right.Shape || left.Line != right.Line || left.Column != right.Column || left.IsPlain != right.IsPlain || left.Next - at != right.Next - otherAt) return false;
        return left.Shape switch
        {
            YamlShape.Text => left.Start < 0 == right.Start < 0 && left.Size == right.Size && tree.SpanOf(left).SequenceEqual(otherTree.SpanOf(right)),
            YamlShape.Alias => left.Start - root == right.Start - otherRoot,
            YamlShape.List or YamlShape.Mapping or YamlShape.Refused => true,
        };
    }

    /// <summary>The value of a key of a mapping; null when it was not written.</summary>
    public YamlNode? Find(string key)
    {
        foreach (var entry in Entries)
        {
            if (entry.Key.Span.SequenceEqual(key)) return entry.Value;
        }

        return null;
    }
}

internal readonly record struct YamlEntry(YamlNode Key, YamlNode Value);

/// <param name="HasErrors">The tree itself holds errors, which have been reported.</param>
internal readonly record struct YamlDocument(YamlNode Root, bool HasErrors);
