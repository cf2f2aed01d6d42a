namespace Reconciler.Adapters.Yaml.Nodes;

/// <summary>Walks the entries of a mapping.</summary>
internal ref struct YamlEntries(YamlTree tree, int mapping)
{
    private readonly int _end = mapping < 0 ? 0 : tree[mapping].Next;
    private int _next = mapping + 1;

    public YamlEntry Current { get; private set; }

    public readonly YamlEntries GetEnumerator() => this;

    public bool MoveNext()
    {
        while (_next < _end)
        {
            var key = _next;
            var value = tree[key].Next;
            _next = tree[value].Next;
            if (tree[key].Shape == YamlShape.Refused) continue;
            Current = new(tree.At(key), tree.At(value));
            return true;
        }

        return false;
    }
}

/// <summary>Walks the entries of a list.</summary>
internal ref struct YamlItems(YamlTree tree, int list)
{
    private readonly int _end = list < 0 ? 0 : tree[list].Next;
    private int _next = list + 1;

    public YamlNode Current { get; private set; }

    public readonly YamlItems GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_next >= _end) return false;
        Current = tree.At(_next);
        _next = tree[_next].Next;
        return true;
    }
}
