namespace Reconciler.Adapters.Yaml.Nodes;

/// <summary>A node of a manifest with its place: line and column from 1, length in characters (0 when it spans lines or is a collection).</summary>
internal abstract class YamlNode(int line, int column, int length)
{
    public int Line { get; } = line;

    public int Column { get; } = column;

    public int Length { get; } = length;

    /// <summary>What it is, for messages: <c>text</c>, <c>a list</c>, <c>a mapping</c>.</summary>
    public abstract string Shape { get; }
}

/// <summary>Text as written, quotes removed; nothing is read as a number, boolean, date or null.</summary>
internal sealed class YamlScalar(string text, bool isPlain, int line, int column, int length) : YamlNode(line, column, length)
{
    public string Text { get; } = text;

    /// <summary>Written without quotes and not as a block.</summary>
    public bool IsPlain { get; } = isPlain;

    /// <summary>A key or dash with nothing behind it.</summary>
    public bool IsAbsent => IsPlain && Text.Length == 0;

    public override string Shape => IsAbsent ? "nothing" : "text";
}

internal readonly record struct YamlEntry(YamlScalar Key, YamlNode Value);

/// <summary>Entries in the order written; duplicate keys have been reported and left out.</summary>
internal sealed class YamlMapping(YamlEntry[] entries, int line, int column) : YamlNode(line, column, 0)
{
    public YamlEntry[] Entries { get; } = entries;

    public override string Shape => "a mapping";

    /// <summary>The value of a key; null when it was not written.</summary>
    public YamlNode? Find(string key)
    {
        foreach (ref readonly var entry in Entries.AsSpan())
        {
            if (string.Equals(entry.Key.Text, key, StringComparison.Ordinal)) return entry.Value;
        }

        return null;
    }
}

internal sealed class YamlSequence(YamlNode[] items, int line, int column) : YamlNode(line, column, 0)
{
    public YamlNode[] Items { get; } = items;

    public override string Shape => "a list";
}

/// <param name="HasErrors">The tree itself holds errors, which have been reported.</param>
internal readonly record struct YamlDocument(YamlNode Root, bool HasErrors);
