using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Reconciler.Core.Domain;

/// <summary>
/// A length of time as people write it: <c>15m 72h 395d 8w 13mo 10y</c>. Months and years follow the calendar (UTC), the rest are exact.
/// The text is kept, since plans speak in the manifest's own terms.
/// </summary>
public sealed record Period
{
    private static readonly (string Unit, TimeSpan Length)[] Exact =
        [("m", TimeSpan.FromMinutes(1)), ("h", TimeSpan.FromHours(1)), ("d", TimeSpan.FromDays(1)), ("w", TimeSpan.FromDays(7))];

    private Period(string text, int months, TimeSpan length) => (Text, Months, Length) = (text, months, length);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Calendar months; 0 when the length is exact.</summary>
    public int Months { get; }

    /// <summary>Exact length; zero when it is counted in months.</summary>
    public TimeSpan Length { get; }

    /// <summary>Length for comparisons, a month counted as 30 days and a year as 365.</summary>
    public TimeSpan Nominal => Months == 0 ? Length : TimeSpan.FromDays((Months / 12 * 365) + (Months % 12 * 30));

    public static Period Days(int days) => Parse(string.Create(CultureInfo.InvariantCulture, $"{days}d"));

    /// <summary>Reads a whole number above zero and a unit; at most 200 years.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Period? period)
    {
        period = null;
        var digits = 0;
        while (digits < text.Length && char.IsAsciiDigit(text[digits])) digits++;
        if (digits is 0 or > 7) return false;
        var number = int.Parse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture);
        if (number == 0) return false;
        var unit = text[digits..];
        if (unit is "mo" or "y")
        {
            var months = unit == "y" ? number * 12 : number;
            if (months > 2400) return false;
            period = new(text, months, TimeSpan.Zero);
            return true;
        }

        foreach (var (name, length) in Exact)
        {
            if (unit != name) continue;
            if (length.TotalDays * number > 73_000) return false;
            period = new(text, 0, length * number);
            return true;
        }

        return false;
    }

    public static Period Parse(string text) => TryParse(text, out var period) ? period : throw new FormatException($"\"{text}\" is not a period");

    /// <summary>The instant one period after <paramref name="start"/>.</summary>
    public DateTimeOffset After(DateTimeOffset start) => Months == 0 ? start + Length : start.AddMonths(Months);

    public override string ToString() => Text;
}

/// <summary>How long a certificate lives: a period from its issuing, or a fixed last instant.</summary>
public sealed record Validity
{
    private Validity(Period? period, DateTimeOffset? notAfter) => (Period, NotAfter) = (period, notAfter);

    public Period? Period { get; }

    public DateTimeOffset? NotAfter { get; }

    /// <summary>The manifest's words: <c>395d</c> or an RFC 3339 instant.</summary>
    public string Text => Period?.Text ?? Instants.Format(NotAfter!.Value);

    public static Validity For(Period period) => new(period, null);

    public static Validity Until(DateTimeOffset notAfter) => new(null, notAfter);

    /// <summary>The last second covered: <c>notBefore + period − 1 s</c> (validity is inclusive of notAfter: RFC 5280, section 4.1.2.5).</summary>
    public DateTimeOffset End(DateTimeOffset notBefore) => Period is null ? NotAfter!.Value : Period.After(notBefore).AddSeconds(-1);

    public override string ToString() => Text;
}

/// <summary>RFC 3339 in UTC with whole seconds, the one way in which instants are written.</summary>
public static class Instants
{
    public static string Format(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static bool TryParse(string text, out DateTimeOffset instant) => DateTimeOffset.TryParseExact(
        text,
        ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"],
        CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
        out instant) && text.Length > 19;
}
