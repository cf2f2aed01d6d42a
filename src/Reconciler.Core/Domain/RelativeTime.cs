using System.Globalization;

namespace Reconciler.Core.Domain;

/// <summary>How far an instant is from now, for people: <c>in 38 days</c>, <c>2 hours ago</c>. Whole units, rounded towards now, at least two of the unit but for seconds.</summary>
public static class RelativeTime
{
    private static readonly (TimeSpan Length, string Name)[] Units =
        [(TimeSpan.FromDays(365.25), "years"), (TimeSpan.FromDays(1), "days"), (TimeSpan.FromHours(1), "hours"), (TimeSpan.FromMinutes(1), "minutes")];

    public static string Of(DateTimeOffset instant, DateTimeOffset now)
    {
        var distance = instant - now;
        var length = Length(distance.Duration());
        return length is null ? "now" : distance > TimeSpan.Zero ? $"in {length}" : $"{length} ago";
    }

    /// <summary>The instant in RFC 3339, followed by how far it is: <c>2027-01-02T00:00:00Z (in 38 days)</c>.</summary>
    public static string Both(DateTimeOffset instant, DateTimeOffset now) => $"{Instants.Format(instant)} ({Of(instant, now)})";

    private static string? Length(TimeSpan distance)
    {
        foreach (var (length, name) in Units)
        {
            var count = (long)(distance / length);
            if (count >= 2) return string.Create(CultureInfo.InvariantCulture, $"{count} {name}");
        }

        var seconds = (long)distance.TotalSeconds;
        return seconds switch
        {
            0 => null,
            1 => "1 second",
            var many => string.Create(CultureInfo.InvariantCulture, $"{many} seconds"),
        };
    }
}
