using System.Collections.Immutable;

namespace Reconciler.Core.Desired;

/// <summary>Puts changes into a sorted array: as many comparisons as finding their places takes; the rest is copied in blocks.</summary>
internal static class SortedMerge
{
    /// <param name="before">In order of distinct keys.</param>
    /// <param name="keyOf">Of an element.</param>
    /// <param name="changes">What stands under a key from now on, if anything, in the same order.</param>
    /// <param name="elementOf">The element of a change; null: none, one that was there is left out.</param>
    public static ImmutableArray<T> Of<T, TKey, TChange>(
        ImmutableArray<T> before, Func<T, TKey> keyOf, SortedDictionary<TKey, TChange?> changes, Func<TChange, T?> elementOf)
        where T : class
        where TKey : notnull
        where TChange : class
    {
        var merged = ImmutableArray.CreateBuilder<T>(before.Length + changes.Count);
        var done = 0;
        foreach (var (key, change) in changes)
        {
            var (found, isThere) = Find(before.AsSpan()[done..], key, keyOf, changes.Comparer);
            merged.AddRange(before.AsSpan(done, found));
            if (change is not null && elementOf(change) is { } element) merged.Add(element);
            done += found + (isThere ? 1 : 0);
        }

        merged.AddRange(before.AsSpan(done, before.Length - done));
        return merged.DrainToImmutable();
    }

    /// <summary>Index of the first element whose key is not less.</summary>
    private static (int Index, bool IsThere) Find<T, TKey>(ReadOnlySpan<T> sorted, TKey key, Func<T, TKey> keyOf, IComparer<TKey> comparer)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var order = comparer.Compare(keyOf(sorted[middle]), key);
            if (order == 0) return (middle, true);
            if (order < 0) low = middle + 1;
            else high = middle;
        }

        return (low, false);
    }
}
