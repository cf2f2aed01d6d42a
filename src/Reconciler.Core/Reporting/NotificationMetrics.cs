using Reconciler.Core.Events;

namespace Reconciler.Core.Reporting;

/// <summary>The part of the metrics about events and who is told of them (row OBS-02); empty where nobody is.</summary>
public static class NotificationMetrics
{
    public static byte[] Render(IReadOnlyList<Subscriber> subscribers)
    {
        ArgumentNullException.ThrowIfNull(subscribers);
        var lines = new MetricLines();
        Write(lines, subscribers);
        return lines.ToArray();
    }

    internal static void Write(IMetricWriter lines, IReadOnlyList<Subscriber> subscribers)
    {
        if (subscribers.Count == 0) return;
        lines.Family("reconciler_notification_undelivered", "gauge", "Events that a notification has not told yet.");
        foreach (var subscriber in subscribers) lines.Sample("reconciler_notification_undelivered", subscriber.Pending, Labels(subscriber));
        lines.Family("reconciler_notification_given_up_total", "counter", "Events that a notification gave up untold.");
        foreach (var subscriber in subscribers) lines.Sample("reconciler_notification_given_up_total", subscriber.GivenUp, Labels(subscriber));
    }

    private static (string Name, string Value)[] Labels(Subscriber subscriber) => [("account", subscriber.Notification.Account), ("name", subscriber.Notification.Name)];
}
