namespace Reconciler.Adapters.Yaml.Nodes;

/// <summary>What a node is.</summary>
internal enum YamlShape : byte
{
    Text,
    List,
    Mapping,

    /// <summary>Stands for the node at <see cref="YamlRecord.Start"/>.</summary>
    Alias,

    /// <summary>Was refused and reported: a key, which is passed over with its value, or a value, of which nothing more is said.</summary>
    Refused,
}

/// <summary>One node in the order written: a collection is followed by what it holds, a key by its value.</summary>
internal struct YamlRecord
{
    /// <summary>Text: offset in the file, or −1 − index of a text that differs from what is written. Alias: index of the node meant.</summary>
    public int Start;

    /// <summary>Characters of a text.</summary>
    public int Size;

    /// <summary>Index after everything that the node holds.</summary>
    public int Next;

    public int Line;

    public int Column;

    public YamlShape Shape;

    /// <summary>Text without quotes that is not a block either.</summary>
    public bool IsPlain;
}

/// <summary>
/// The nodes of one file in one array, texts as slices of the file. Ten thousand manifests are held at once, and so few objects cost the garbage
/// collector nothing; a node is a handle that is made when it is looked at.
/// </summary>
internal sealed class YamlTree(string text, YamlRecord[] records, string[] texts)
{
    /// <summary>The whole file.</summary>
    public string Source => text;

    public ReadOnlySpan<YamlRecord> Records => records;

    public ReadOnlySpan<string> Texts => texts;

    public ref readonly YamlRecord this[int index] => ref records[index];

    public YamlNode At(int index)
    {
        while (records[index].Shape == YamlShape.Alias) index = records[index].Start;
        return new(this, index);
    }

    public ReadOnlySpan<char> SpanOf(in YamlRecord record) => record.Start < 0 ? texts[-1 - record.Start] : text.AsSpan(record.Start, record.Size);

    public string TextOf(in YamlRecord record) => record.Start < 0 ? texts[-1 - record.Start] : text.Substring(record.Start, record.Size);
}
