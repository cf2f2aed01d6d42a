namespace Reconciler.Adapters.Yaml.Nodes;

/// <summary>
/// The keys of the mappings under way, one stack for all of them. Few keys are compared one by one; where there are many, a set answers, so that a
/// large mapping costs no more than its size.
/// </summary>
internal sealed class SiblingKeys(RecordBuffer buffer)
{
    private const int Few = 24;

    private readonly List<int> _keys = [];
    private int _first;
    private Dictionary<string, int>? _many;

    /// <summary>Starts a mapping; returns what <see cref="Leave"/> needs.</summary>
    public (int First, Dictionary<string, int>? Many) Enter()
    {
        var outer = (_first, _many);
        (_first, _many) = (_keys.Count, null);
        return outer;
    }

    public void Leave((int First, Dictionary<string, int>? Many) outer)
    {
        _keys.RemoveRange(_first, _keys.Count - _first);
        (_first, _many) = outer;
    }

    /// <summary>Adds a key of the mapping; returns the equal one before it, if there is one.</summary>
    public int? Add(int index)
    {
        var key = buffer.SpanOf(index);
        if (_keys.Count - _first >= Few) return AddToMany(key.ToString(), index);
        for (var i = _first; i < _keys.Count; i++)
        {
            if (buffer.SpanOf(_keys[i]).SequenceEqual(key)) return _keys[i];
        }

        _keys.Add(index);
        return null;
    }

    private int? AddToMany(string key, int index)
    {
        if (_many is null)
        {
            _many = new(StringComparer.Ordinal);
            for (var i = _first; i < _keys.Count; i++) _many.Add(buffer.SpanOf(_keys[i]).ToString(), _keys[i]);
        }

        return _many.TryAdd(key, index) ? null : _many[key];
    }
}
