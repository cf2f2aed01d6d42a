using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Reconciler.Core.Actual;

/// <summary>
/// A dictionary as it becomes: what lies below stays as it is, changes are kept beside it, so that making one costs nothing that grows with what is below.
/// What is below must not change any more.
/// </summary>
internal sealed class Overlay<TKey, TValue> : IReadOnlyDictionary<TKey, TValue>
    where TKey : notnull
    where TValue : class
{
    /// <summary>Changes that may pile up before they are folded into a dictionary of their own: an eighth of all, so that folding costs each change little.</summary>
    private const int Share = 8;

    private readonly IReadOnlyDictionary<TKey, TValue> _below;

    /// <summary>Null: removed.</summary>
    private readonly Dictionary<TKey, TValue?> _changed;

    public Overlay(IReadOnlyDictionary<TKey, TValue> below)
    {
        ArgumentNullException.ThrowIfNull(below);
        Count = below.Count;
        if (below is not Overlay<TKey, TValue> piled) (_below, _changed) = (below, []);
        else if ((long)piled._changed.Count * Share > piled.Count) (_below, _changed) = (new Dictionary<TKey, TValue>(piled), []);
        else (_below, _changed) = (piled._below, new(piled._changed));
    }

    public int Count { get; private set; }

    public IEnumerable<TKey> Keys => this.Select(entry => entry.Key);

    public IEnumerable<TValue> Values => this.Select(entry => entry.Value);

    public TValue this[TKey key]
    {
        get => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"there is no {key}");
        set
        {
            if (!ContainsKey(key)) Count++;
            _changed[key] = value;
        }
    }

    public bool Remove(TKey key)
    {
        if (!ContainsKey(key)) return false;
        Count--;
        if (_below.ContainsKey(key)) _changed[key] = null;
        else _changed.Remove(key);
        return true;
    }

    public bool ContainsKey(TKey key) => TryGetValue(key, out _);

    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (!_changed.TryGetValue(key, out value)) return _below.TryGetValue(key, out value);
        return value is not null;
    }

    public IEnumerator<KeyValuePair<TKey, TValue>> GetEnumerator()
    {
        foreach (var entry in _below)
        {
            if (!_changed.ContainsKey(entry.Key)) yield return entry;
        }

        foreach (var (key, value) in _changed)
        {
            if (value is not null) yield return new(key, value);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
