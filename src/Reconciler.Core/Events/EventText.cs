using System.Globalization;
using System.Text;
using Reconciler.Core.Domain;
using Reconciler.Core.Reporting;

namespace Reconciler.Core.Events;

/// <summary>Events for people.</summary>
public static class EventText
{
    /// <summary>One line: the sentence of the one event, or how many there are of which.</summary>
    public static string Subject(IReadOnlyList<CertificateEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (events.Count == 1) return OneLine.Of(events[0].Sentence);
        var counts = events.CountBy(told => told.Kind).OrderBy(entry => entry.Key).Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Value} {entry.Key.Word()}"));
        return string.Create(CultureInfo.InvariantCulture, $"{events.Count} events: {string.Join(", ", counts)}");
    }

    /// <summary>What happened, what to do, and the facts, in a few lines; lines end with LF.</summary>
    public static string Body(CertificateEvent told)
    {
        ArgumentNullException.ThrowIfNull(told);
        var text = new StringBuilder();
        text.Append(OneLine.Of(told.Sentence)).Append(".\n");
        if (told.Remedy is { } remedy) text.Append("What to do: ").Append(OneLine.Of(remedy)).Append(".\n");
        text.Append('\n');
        Line(text, "object", told.Subject.Text);
        if (!told.Names.IsEmpty) Line(text, "names", string.Join(", ", told.Names));
        Line(text, "serial", string.Join(", ", told.Serials));
        Line(text, "ends", RelativeTime.Both(told.NotAfter, told.At));
        if (told.RenewalFailsAt is { } at) Line(text, "renewal fails", Instants.Format(at));
        if (!told.Tags.IsEmpty) Line(text, "tags", string.Join(", ", told.Tags.Select(tag => $"{tag.Key}={tag.Value}")));
        Line(text, "event", $"{told.Kind.Word()}, {Instants.Format(told.At)}");
        return text.ToString();
    }

    private static void Line(StringBuilder text, string name, string value) => text.Append("  ").Append(name).Append(": ").Append(OneLine.Of(value)).Append('\n');
}
