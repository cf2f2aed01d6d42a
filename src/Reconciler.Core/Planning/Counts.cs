namespace Reconciler.Core.Planning;

/// <summary>How many there are of each; what there is none of is no key.</summary>
internal sealed class Counts<TKey>
    where TKey : notnull
{
    private readonly Dictionary<TKey, int> _counts = [];

    public IReadOnlyCollection<TKey> Keys => _counts.Keys;

    public int this[TKey key] => _counts.GetValueOrDefault(key);

    public void Add(TKey key) => _counts[key] = this[key] + 1;

    public void Remove(TKey key)
    {
        if (this[key] > 1) _counts[key]--;
        else _counts.Remove(key);
    }
}
