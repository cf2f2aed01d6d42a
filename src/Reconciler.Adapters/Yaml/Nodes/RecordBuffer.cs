using System.Buffers;
using YamlDotNet.Core;

namespace Reconciler.Adapters.Yaml.Nodes;

/// <summary>The tree of a file while it grows, in a borrowed array that <see cref="ToTree"/> gives back.</summary>
internal sealed class RecordBuffer(string text)
{
    private readonly List<string> _texts = [];
    private YamlRecord[] _records = ArrayPool<YamlRecord>.Shared.Rent(128);

    public int Count { get; private set; }

    public ref YamlRecord this[int index] => ref _records[index];

    /// <summary>Appends a node without content; returns its index.</summary>
    /// <param name="linesBefore">Lines of the file before the part that the parser sees.</param>
    public int Add(YamlShape shape, Mark at, int linesBefore)
    {
        if (Count == _records.Length) Grow();
        ref var record = ref _records[Count];
        record = new() { Shape = shape, Line = (int)at.Line + linesBefore, Column = (int)at.Column, IsPlain = true, Next = Count + 1 };
        return Count++;
    }

    /// <summary>Keeps a text as a slice of the file where it stands there as it is, as a string of its own where escapes or folding changed it.</summary>
    public void SetText(int index, string value, int offset, bool isPlain)
    {
        ref var record = ref _records[index];
        var start = isPlain ? offset : offset + 1;
        record.IsPlain = isPlain;
        record.Size = value.Length;
        if (start + value.Length <= text.Length && text.AsSpan(start, value.Length).SequenceEqual(value))
        {
            record.Start = start;
            return;
        }

        _texts.Add(value);
        record.Start = -_texts.Count;
    }

    public ReadOnlySpan<char> SpanOf(int index)
    {
        ref var record = ref _records[index];
        return record.Start < 0 ? _texts[-1 - record.Start] : text.AsSpan(record.Start, record.Size);
    }

    /// <summary>Ends the buffer's use.</summary>
    public YamlTree ToTree()
    {
        var records = _records.AsSpan(0, Count).ToArray();
        ArrayPool<YamlRecord>.Shared.Return(_records);
        _records = [];
        return new(text, records, [.. _texts]);
    }

    private void Grow()
    {
        var larger = ArrayPool<YamlRecord>.Shared.Rent(Count * 2);
        _records.CopyTo(larger, 0);
        ArrayPool<YamlRecord>.Shared.Return(_records);
        _records = larger;
    }
}
