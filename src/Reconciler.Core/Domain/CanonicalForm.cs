using System.Globalization;
using System.Text;

namespace Reconciler.Core.Domain;

/// <summary>
/// Unicode normalization form C (UAX #15) over the table in <c>Data/unicode_canonical.txt</c>. The framework's own does nothing under invariant
/// globalization. Code points that the table's Unicode version does not know stay as they are.
/// </summary>
internal sealed class CanonicalForm
{
    private const int SBase = 0xAC00, LBase = 0x1100, VBase = 0x1161, TBase = 0x11A7, LCount = 19, VCount = 21, TCount = 28;

    private static readonly Lazy<CanonicalForm> Shared = new(() => new CanonicalForm());

    private readonly Dictionary<int, int> _classes = [];
    private readonly Dictionary<int, int[]> _decompositions = [];
    private readonly Dictionary<(int First, int Second), int> _compositions = [];

    private CanonicalForm()
    {
        foreach (var line in EmbeddedData.Lines("unicode_canonical.txt"))
        {
            var cut = line.IndexOfAny([':', '=', '>']);
            if (cut < 0 || line[0] == '#') continue;
            if (line[cut] == ':') AddClass(line[..cut], int.Parse(line.AsSpan(cut + 1), NumberStyles.None, CultureInfo.InvariantCulture));
            else AddDecomposition(Hex(line[..cut]), [.. line[(cut + 1)..].Split(' ').Select(Hex)], composes: line[cut] == '=');
        }
    }

    /// <summary>The text in form C. A lone surrogate reads as U+FFFD.</summary>
    public static string Compose(string text) => Ascii.IsValid(text) ? text : Shared.Value.Normalize(text);

    private string Normalize(string text)
    {
        var points = new List<int>();
        foreach (var rune in text.EnumerateRunes()) Decompose(rune.Value, points);
        Order(points);
        var composed = Recompose(points);
        return string.Concat(composed.Select(point => new Rune(point).ToString()));
    }

    private void Decompose(int point, List<int> output)
    {
        if (point is >= SBase and < SBase + (LCount * VCount * TCount))
        {
            var index = point - SBase;
            output.Add(LBase + (index / (VCount * TCount)));
            output.Add(VBase + (index % (VCount * TCount) / TCount));
            if (index % TCount != 0) output.Add(TBase + (index % TCount));
        }
        else if (_decompositions.TryGetValue(point, out var parts))
        {
            foreach (var part in parts) Decompose(part, output);
        }
        else
        {
            output.Add(point);
        }
    }

    /// <summary>Canonical ordering: marks behind a starter by class, otherwise as they stood.</summary>
    private void Order(List<int> points)
    {
        for (var i = 1; i < points.Count; i++)
        {
            var (point, rank) = (points[i], ClassOf(points[i]));
            var at = i;
            for (; rank != 0 && at > 0 && ClassOf(points[at - 1]) > rank; at--) points[at] = points[at - 1];
            points[at] = point;
        }
    }

    private List<int> Recompose(List<int> points)
    {
        var output = new List<int>(points.Count);
        var (starter, lastClass) = (-1, 0);
        foreach (var point in points)
        {
            var rank = ClassOf(point);
            var adjacent = starter == output.Count - 1;
            if (starter >= 0 && (adjacent || lastClass < rank) && Pair(output[starter], point) is { } composed)
            {
                output[starter] = composed;
                continue;
            }

            if (rank == 0) starter = output.Count;
            lastClass = rank;
            output.Add(point);
        }

        return output;
    }

    private int? Pair(int first, int second)
    {
        if (first is >= LBase and < LBase + LCount && second is >= VBase and < VBase + VCount)
            return SBase + ((((first - LBase) * VCount) + second - VBase) * TCount);
        if (first is >= SBase and < SBase + (LCount * VCount * TCount) && (first - SBase) % TCount == 0 && second is > TBase and < TBase + TCount)
            return first + second - TBase;
        return _compositions.TryGetValue((first, second), out var composed) ? composed : null;
    }

    private int ClassOf(int point) => _classes.GetValueOrDefault(point);

    private void AddClass(string range, int rank)
    {
        var ends = range.Split("..");
        for (var point = Hex(ends[0]); point <= Hex(ends[^1]); point++) _classes.Add(point, rank);
    }

    private void AddDecomposition(int point, int[] parts, bool composes)
    {
        _decompositions.Add(point, parts);
        if (composes) _compositions.Add((parts[0], parts[1]), point);
    }

    private static int Hex(string text) => int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
