namespace Reconciler.Adapters.Yaml;

/// <summary>The word that was probably meant: the nearest by optimal string alignment distance, capitals ignored.</summary>
internal static class NearestWord
{
    private const int Longest = 40;

    /// <summary>Null when none is near: at most one edit for every three characters. The first of several equally near ones.</summary>
    public static string? Find(string word, ReadOnlySpan<string> candidates)
    {
        if (word.Length is 0 or > Longest) return null;
        string? best = null;
        var bestDistance = Math.Max(1, word.Length / 3) + 1;
        foreach (var candidate in candidates)
        {
            if (candidate.Length > Longest || Math.Abs(candidate.Length - word.Length) >= bestDistance) continue;
            var distance = Distance(word, candidate);
            if (distance >= bestDistance) continue;
            (best, bestDistance) = (candidate, distance);
        }

        return best;
    }

    private static int Distance(string left, string right)
    {
        Span<int> rows = stackalloc int[3 * (Longest + 1)];
        var beforeLast = rows[..(Longest + 1)];
        var last = rows.Slice(Longest + 1, Longest + 1);
        var current = rows[(2 * (Longest + 1))..];
        for (var j = 0; j <= right.Length; j++) last[j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var cost = Same(left[i - 1], right[j - 1]) ? 0 : 1;
                current[j] = Math.Min(Math.Min(last[j], current[j - 1]) + 1, last[j - 1] + cost);
                var isSwap = i > 1 && j > 1 && Same(left[i - 1], right[j - 2]) && Same(left[i - 2], right[j - 1]);
                if (isSwap) current[j] = Math.Min(current[j], beforeLast[j - 2] + 1);
            }

            var free = beforeLast;
            beforeLast = last;
            last = current;
            current = free;
        }

        return last[right.Length];
    }

    private static bool Same(char left, char right) => char.ToLowerInvariant(left) == char.ToLowerInvariant(right);
}
