using Reconciler.Core.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Reconciler.Adapters.Yaml.Nodes;

/// <summary>
/// Builds the tree of each document from the parser's events and reports what manifests may not hold: tags, merge keys, duplicate keys, alias bombs.
/// It reads on after each of these. Deep nesting ends the document: the parser's own work grows with the square of the depth.
/// </summary>
internal sealed class YamlTreeBuilder(Parser parser, YamlSection section, RecordBuffer buffer, AliasBudget aliases, DiagnosticBag diagnostics)
{
    private readonly SiblingKeys _keys = new(buffer);
    private Dictionary<string, (int Index, int Nodes)>? _anchors;
    private int _nodes;
    private bool _hasErrors;

    /// <summary>Line on which the document under way began, counted from the start of the file; 0 before the first.</summary>
    public int DocumentLine { get; private set; }

    /// <summary>The next document that holds something; false at the end of the file.</summary>
    public bool TryReadDocument(out (int Index, bool HasErrors) root)
    {
        while (parser.MoveNext())
        {
            if (parser.Current is not DocumentStart start) continue;
            DocumentLine = (int)start.Start.Line + section.Lines;
            _anchors?.Clear();
            _hasErrors = false;
            aliases.StartDocument();
            parser.MoveNext();
            var index = ReadNode(0);
            if (buffer[index] is { Shape: YamlShape.Text, IsPlain: true, Size: 0 }) continue;
            root = (index, _hasErrors);
            return true;
        }

        root = default;
        return false;
    }

    /// <summary>Reads the node whose event is current, and leaves its last event current; returns its index.</summary>
    private int ReadNode(int depth)
    {
        var current = parser.Current!;
        if (current is AnchorAlias alias) return ReadAlias(alias);
        // After some damage the parser ends a collection where a node is due, and says nothing.
        if (current is not NodeEvent node) throw new YamlException(current.Start, current.End, "a value is missing, or a bracket is misplaced");
        var before = _nodes++;
        if (!node.Tag.IsEmpty) ReportTag(node);
        if (depth == YamlLimits.Depth && node is not Scalar) throw new NestingException(node.Start, node.End);
        int index;
        if (node is Scalar scalar) index = ReadScalar(scalar);
        else if (node is MappingStart) index = ReadMapping(node.Start, depth + 1);
        else index = ReadSequence(node.Start, depth + 1);
        if (!node.Anchor.IsEmpty) (_anchors ??= new(StringComparer.Ordinal))[node.Anchor.Value] = (index, _nodes - before);
        return index;
    }

    private int ReadScalar(Scalar scalar)
    {
        var index = Add(YamlShape.Text, scalar.Start);
        buffer.SetText(index, scalar.Value, section.Offset + (int)scalar.Start.Index, scalar.Style == ScalarStyle.Plain);
        return index;
    }

    private int ReadMapping(Mark start, int depth)
    {
        var index = Add(YamlShape.Mapping, start);
        var outer = _keys.Enter();
        while (parser.MoveNext() && parser.Current is not MappingEnd)
        {
            ReadKey(depth);
            parser.MoveNext();
            ReadNode(depth);
        }

        _keys.Leave(outer);
        buffer[index].Next = buffer.Count;
        return index;
    }

    private void ReadKey(int depth)
    {
        var start = parser.Current!.Start;
        var index = ReadNode(depth);
        ref var key = ref buffer[index];
        if (key.Shape != YamlShape.Text)
        {
            Report(YamlCodes.ComplexKey, "a key must be text", start);
        }
        else if (key.IsPlain && buffer.SpanOf(index) is "<<")
        {
            Report(YamlCodes.MergeKey, "the merge key << is not allowed", start, "write the fields out", key.Size);
        }
        else if (_keys.Add(index) is { } earlier)
        {
            ref var first = ref buffer[earlier];
            Report(
                YamlCodes.DuplicateKey,
                $"the key {Quote.Of(buffer.SpanOf(index).ToString())} stands twice",
                start,
                "keep one of the two",
                key.Size,
                new RelatedPlace(new(section.Path, first.Line, first.Column), "first here"));
        }
        else
        {
            return;
        }

        key.Shape = YamlShape.Refused;
    }

    private int ReadSequence(Mark start, int depth)
    {
        var index = Add(YamlShape.List, start);
        while (parser.MoveNext() && parser.Current is not SequenceEnd) ReadNode(depth);
        buffer[index].Next = buffer.Count;
        return index;
    }

    private int ReadAlias(AnchorAlias alias)
    {
        var name = alias.Value.Value;
        if (_anchors is null || !_anchors.TryGetValue(name, out var anchored))
        {
            var written = Quote.Of("*" + name);
            var help = name.StartsWith('.') ? $"a name with a wildcard needs quotes: {written}" : null;
            Report(YamlCodes.UnknownAlias, $"the alias {written} names no anchor that was closed before it", alias.Start, help);
            return Add(YamlShape.Refused, alias.Start);
        }

        _nodes = Math.Min(_nodes, YamlLimits.RepeatedNodes) + Math.Min(anchored.Nodes, YamlLimits.RepeatedNodes);
        if (!aliases.TrySpend(anchored.Nodes))
        {
            _hasErrors = true;
            if (aliases.IsFirstBeyond) Report(
                YamlCodes.TooManyAliases,
                $"aliases go beyond what is allowed: {YamlLimits.Aliases} in a file, {YamlLimits.RepeatedNodes} repeated nodes in a document",
                alias.Start,
                "write the values out");
            return Add(YamlShape.Refused, alias.Start);
        }

        var index = Add(YamlShape.Alias, alias.Start);
        buffer[index].Start = anchored.Index;
        return index;
    }

    private void ReportTag(NodeEvent node)
    {
        var written = node.Tag.Value.Replace("tag:yaml.org,2002:", "!!", StringComparison.Ordinal);
        Report(YamlCodes.Tag, $"the tag {Quote.Of(written)} is not allowed", node.Start, "remove the tag; every value is read as text");
    }

    private int Add(YamlShape shape, Mark at) => buffer.Add(shape, at, section.Lines);

    private void Report(DiagnosticCode code, string message, Mark at, string? help = null, int length = 0, params RelatedPlace[] related)
    {
        _hasErrors = true;
        diagnostics.Add(code, message, new(section.Path, (int)at.Line + section.Lines, (int)at.Column), length, help, related);
    }
}
