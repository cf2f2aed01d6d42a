using Reconciler.Core.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Reconciler.Adapters.Yaml.Nodes;

/// <summary>
/// Builds the tree of each document from the parser's events and reports what manifests may not hold: tags, merge keys, duplicate keys, alias bombs,
/// deep nesting. It reads on after each of these. Collections under way share two stacks, so that a node costs its own memory alone.
/// </summary>
internal sealed class YamlTreeBuilder(Parser parser, string path, int linesBefore, AliasBudget aliases, DiagnosticBag diagnostics)
{
    private readonly List<YamlEntry> _entries = [];
    private readonly List<YamlNode> _items = [];
    private Dictionary<string, (YamlNode Node, int Size)>? _anchors;
    private int _nodes;
    private bool _hasErrors;

    /// <summary>Line on which the document under way began, counted from the start of the file; 0 before the first.</summary>
    public int DocumentLine { get; private set; }

    /// <summary>The next document that holds something; false at the end of the file.</summary>
    public bool TryReadDocument(out YamlDocument document)
    {
        while (parser.MoveNext())
        {
            if (parser.Current is not DocumentStart start) continue;
            DocumentLine = Line(start.Start);
            _anchors?.Clear();
            _hasErrors = false;
            aliases.StartDocument();
            parser.MoveNext();
            var root = ReadNode(0);
            if (root is YamlScalar { IsAbsent: true }) continue;
            document = new(root, _hasErrors);
            return true;
        }

        document = default;
        return false;
    }

    /// <summary>Reads the node whose event is current, and leaves its last event current.</summary>
    private YamlNode ReadNode(int depth)
    {
        var current = parser.Current!;
        if (current is AnchorAlias alias) return Resolve(alias);
        var node = (NodeEvent)current;
        var before = _nodes++;
        if (!node.Tag.IsEmpty) Report(YamlCodes.Tag, $"the tag \"{node.Tag.Value}\" is not allowed", node.Start, "remove the tag; every value is read as text");
        YamlNode read = node switch
        {
            Scalar scalar => ReadScalar(scalar),
            _ when depth == YamlLimits.Depth => SkipTooDeep(node),
            MappingStart => ReadMapping(node.Start, depth + 1),
            _ => ReadSequence(node.Start, depth + 1),
        };
        if (!node.Anchor.IsEmpty) (_anchors ??= new(StringComparer.Ordinal))[node.Anchor.Value] = (read, _nodes - before);
        return read;
    }

    private YamlScalar ReadScalar(Scalar scalar)
    {
        var length = scalar.Start.Line == scalar.End.Line ? (int)(scalar.End.Column - scalar.Start.Column) : 0;
        return new(scalar.Value, scalar.Style == ScalarStyle.Plain, Line(scalar.Start), (int)scalar.Start.Column, length);
    }

    private YamlMapping ReadMapping(Mark start, int depth)
    {
        var first = _entries.Count;
        HashSet<string>? seen = null;
        while (parser.MoveNext() && parser.Current is not MappingEnd)
        {
            var key = ReadKey(depth);
            parser.MoveNext();
            var value = ReadNode(depth);
            if (key is null || IsDuplicate(key, first, ref seen)) continue;
            _entries.Add(new(key, value));
        }

        var entries = _entries.GetRange(first, _entries.Count - first).ToArray();
        _entries.RemoveRange(first, entries.Length);
        return new(entries, Line(start), (int)start.Column);
    }

    /// <summary>Null when the key was refused; its value is still read.</summary>
    private YamlScalar? ReadKey(int depth)
    {
        var start = parser.Current!.Start;
        var isAlias = parser.Current is AnchorAlias;
        if (ReadNode(depth) is not YamlScalar key || isAlias)
        {
            Report(YamlCodes.ComplexKey, "a key must be text", start);
            return null;
        }

        if (!key.IsPlain || key.Text != "<<") return key;
        Report(YamlCodes.MergeKey, "the merge key << is not allowed", start, "write the fields out", key.Length);
        return null;
    }

    private bool IsDuplicate(YamlScalar key, int first, ref HashSet<string>? seen)
    {
        const int FewKeys = 24;
        var count = _entries.Count - first;
        if (count >= FewKeys)
        {
            if (seen is null)
            {
                seen = new(StringComparer.Ordinal);
                for (var i = first; i < _entries.Count; i++) seen.Add(_entries[i].Key.Text);
            }

            if (seen.Add(key.Text)) return false;
        }

        for (var i = first; i < _entries.Count; i++)
        {
            if (!string.Equals(_entries[i].Key.Text, key.Text, StringComparison.Ordinal)) continue;
            _hasErrors = true;
            var earlier = _entries[i].Key;
            diagnostics.Add(
                YamlCodes.DuplicateKey,
                $"the key {Quote.Of(key.Text)} stands twice",
                new(path, key.Line, key.Column),
                key.Length,
                "keep one of the two",
                new RelatedPlace(new(path, earlier.Line, earlier.Column), "first here"));
            return true;
        }

        return false;
    }

    private YamlSequence ReadSequence(Mark start, int depth)
    {
        var first = _items.Count;
        while (parser.MoveNext() && parser.Current is not SequenceEnd) _items.Add(ReadNode(depth));
        var items = _items.GetRange(first, _items.Count - first).ToArray();
        _items.RemoveRange(first, items.Length);
        return new(items, Line(start), (int)start.Column);
    }

    private YamlNode Resolve(AnchorAlias alias)
    {
        var name = alias.Value.Value;
        if (_anchors is null || !_anchors.TryGetValue(name, out var anchored))
        {
            Report(YamlCodes.UnknownAlias, $"the alias \"*{name}\" names no anchor that was closed before it", alias.Start);
            return Nothing(alias.Start);
        }

        _nodes = Math.Min(_nodes + anchored.Size, int.MaxValue / 2);
        if (aliases.TrySpend(anchored.Size)) return anchored.Node;
        Report(
            YamlCodes.TooManyAliases,
            $"aliases go beyond what is allowed: {YamlLimits.Aliases} in a file, {YamlLimits.RepeatedNodes} repeated nodes in a document",
            alias.Start,
            "write the values out");
        return Nothing(alias.Start);
    }

    private YamlScalar SkipTooDeep(NodeEvent node)
    {
        Report(YamlCodes.TooDeep, $"collections are nested more than {YamlLimits.Depth} deep", node.Start);
        for (var open = 1; open > 0 && parser.MoveNext();) open += parser.Current!.NestingIncrease;
        return Nothing(node.Start);
    }

    private YamlScalar Nothing(Mark at) => new("", true, Line(at), (int)at.Column, 0);

    private int Line(Mark mark) => (int)mark.Line + linesBefore;

    private void Report(DiagnosticCode code, string message, Mark at, string? help = null, int length = 0)
    {
        _hasErrors = true;
        diagnostics.Add(code, message, new(path, Line(at), (int)at.Column), length, help);
    }
}
