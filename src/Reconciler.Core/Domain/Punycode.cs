using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Reconciler.Core.Domain;

/// <summary>Bootstring with the parameters of Punycode (RFC 3492): the part of an A-label behind <c>xn--</c>.</summary>
internal static class Punycode
{
    private const int Base = 36;
    private const int TMin = 1;
    private const int TMax = 26;
    private const int Skew = 38;
    private const int Damp = 700;
    private const int InitialBias = 72;
    private const int InitialN = 0x80;

    /// <summary>Encodes a label's text; null when it would be longer than any label can be.</summary>
    public static string? TryEncode(string text)
    {
        var runes = text.EnumerateRunes().ToArray();
        if (runes.Length > 63) return null;
        var output = new StringBuilder();
        foreach (var rune in runes.Where(rune => rune.IsAscii)) output.Append((char)rune.Value);
        var basic = output.Length;
        if (basic > 0) output.Append('-');
        var (n, delta, bias, handled) = (InitialN, 0, InitialBias, basic);
        while (handled < runes.Length)
        {
            var next = runes.Where(rune => rune.Value >= n).Min(rune => rune.Value);
            delta += (next - n) * (handled + 1);
            n = next;
            foreach (var rune in runes)
            {
                if (rune.Value < n) delta++;
                if (rune.Value != n) continue;
                AppendDelta(output, delta, bias);
                bias = Adapt(delta, handled + 1, handled == basic);
                delta = 0;
                handled++;
            }

            delta++;
            n++;
        }

        return output.Length > 59 ? null : output.ToString();
    }

    /// <summary>Decodes what stands behind <c>xn--</c>; false for anything that is not lower-case Punycode of Unicode scalar values.</summary>
    public static bool TryDecode(ReadOnlySpan<char> encoded, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (encoded.Length > 59) return false;
        var cut = encoded.LastIndexOf('-');
        var points = new List<int>(encoded.Length);
        for (var i = 0; i < cut; i++) points.Add(encoded[i]);
        var (n, index, bias) = ((long)InitialN, 0L, InitialBias);
        for (var at = cut + 1; at < encoded.Length;)
        {
            var before = index;
            if (!TryReadDelta(encoded, ref at, bias, ref index)) return false;
            var count = points.Count + 1;
            bias = Adapt((int)(index - before), count, before == 0);
            n += index / count;
            index %= count;
            if (n > 0x10FFFF || !Rune.IsValid((int)n)) return false;
            points.Insert((int)index++, (int)n);
        }

        text = string.Concat(points.Select(point => new Rune(point).ToString()));
        return true;
    }

    private static void AppendDelta(StringBuilder output, int delta, int bias)
    {
        var rest = delta;
        for (var k = Base; ; k += Base)
        {
            var threshold = Threshold(k, bias);
            if (rest < threshold) break;
            output.Append(Digit(threshold + ((rest - threshold) % (Base - threshold))));
            rest = (rest - threshold) / (Base - threshold);
        }

        output.Append(Digit(rest));
    }

    private static bool TryReadDelta(ReadOnlySpan<char> encoded, ref int at, int bias, ref long index)
    {
        var weight = 1L;
        for (var k = Base; ; k += Base)
        {
            if (at == encoded.Length) return false;
            var digit = Value(encoded[at++]);
            if (digit < 0) return false;
            index += digit * weight;
            if (index > int.MaxValue) return false;
            var threshold = Threshold(k, bias);
            if (digit < threshold) return true;
            weight *= Base - threshold;
            if (weight > int.MaxValue) return false;
        }
    }

    private static int Threshold(int k, int bias) => Math.Clamp(k - bias, TMin, TMax);

    private static int Adapt(int delta, int points, bool first)
    {
        var rest = first ? delta / Damp : delta / 2;
        rest += rest / points;
        var k = 0;
        for (; rest > (Base - TMin) * TMax / 2; k += Base) rest /= Base - TMin;
        return k + ((Base - TMin + 1) * rest / (rest + Skew));
    }

    private static char Digit(int value) => (char)(value < 26 ? 'a' + value : '0' + value - 26);

    private static int Value(char digit) => digit switch
    {
        >= 'a' and <= 'z' => digit - 'a',
        >= '0' and <= '9' => digit - '0' + 26,
        _ => -1,
    };
}
