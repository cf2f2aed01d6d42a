using System.Globalization;
using System.Text.Json;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning.Simulating;

namespace Reconciler.Core.Reporting;

/// <summary>A forecast for people, a line for each month with a column for each of its days, and as JSON.</summary>
public static class ForecastText
{
    /// <summary>Height of the busiest day; a column is one digit.</summary>
    private const int Highest = 9;

    private const int ShownEndings = 50;

    public static string Render(Forecast forecast, Ink ink, int? width = null)
    {
        ArgumentNullException.ThrowIfNull(forecast);
        ArgumentNullException.ThrowIfNull(ink);
        var page = new TextPage(width);
        var total = forecast.Issued.Values.Sum();
        page.Line(string.Create(CultureInfo.InvariantCulture, $"{Instants.Format(forecast.From)} to {Instants.Format(forecast.To)}: {forecast.Certificates} certificates, {total} issuings"));
        if (total > 0)
        {
            var (day, most) = forecast.Issued.MaxBy(entry => entry.Value);
            page.Line(string.Create(CultureInfo.InvariantCulture, $"Most on one day: {most}, on {day:yyyy-MM-dd}"));
        }

        page.Empty();
        Months(forecast, page);
        foreach (var (day, id) in forecast.Authorities) page.Line(string.Create(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd}  {ShortIds.Cut(id)} renews itself"));
        if (!forecast.Authorities.IsEmpty) page.Empty();
        if (forecast.Endings.IsEmpty) page.Line("Nothing ends without a successor, while proofs of control stand.");
        else page.Line(ink.Red(string.Create(CultureInfo.InvariantCulture, $"{forecast.Endings.Length} end without a successor:")));
        foreach (var ending in forecast.Endings.Take(ShownEndings)) page.Line($"  {RelativeTime.Both(ending.At, forecast.From)}  {ShortIds.Cut(ending.Id)}: {ending.Cause}");
        if (forecast.Endings.Length > ShownEndings) page.Line(string.Create(CultureInfo.InvariantCulture, $"  and {forecast.Endings.Length - ShownEndings} more; --format json lists each"));
        return page.ToString();
    }

    public static byte[] RenderJson(Forecast forecast)
    {
        ArgumentNullException.ThrowIfNull(forecast);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new() { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("format_version", "1.0");
            json.WriteString("from", Instants.Format(forecast.From));
            json.WriteString("to", Instants.Format(forecast.To));
            json.WriteNumber("certificates", forecast.Certificates);
            json.WriteStartObject("issued");
            foreach (var (day, count) in forecast.Issued) json.WriteNumber(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), count);
            json.WriteEndObject();
            json.WriteStartArray("authorities");
            foreach (var (day, id) in forecast.Authorities)
            {
                json.WriteStartObject();
                json.WriteString("day", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                json.WriteString("id", id);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("endings");
            foreach (var ending in forecast.Endings)
            {
                json.WriteStartObject();
                json.WriteString("id", ending.Id);
                json.WriteString("at", Instants.Format(ending.At));
                json.WriteString("cause", ending.Cause);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void Months(Forecast forecast, TextPage page)
    {
        var months = forecast.Issued.GroupBy(entry => (entry.Key.Year, entry.Key.Month)).ToList();
        if (months.Count == 0) return;
        var busiest = forecast.Issued.Values.Max();
        var digits = months.Max(month => month.Sum(entry => entry.Value)).ToString(CultureInfo.InvariantCulture).Length;
        foreach (var month in months)
        {
            var days = new char[DateTime.DaysInMonth(month.Key.Year, month.Key.Month)];
            Array.Fill(days, '.');
            foreach (var (day, count) in month) days[day.Day - 1] = (char)('0' + (((count * Highest) + busiest - 1) / busiest));
            var total = month.Sum(entry => entry.Value).ToString(CultureInfo.InvariantCulture);
            page.Verbatim(string.Create(CultureInfo.InvariantCulture, $"{month.Key.Year:D4}-{month.Key.Month:D2}  {total.PadLeft(digits)}  {new string(days)}"));
        }

        page.Line(string.Create(CultureInfo.InvariantCulture, $"A column is a day: {Highest} is the busiest, . is one without any."));
        page.Empty();
    }
}
