using Reconciler.Core.Domain;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Reporting;

/// <summary>When something that waits is looked at again, and until when anybody looks (row DNS-11).</summary>
internal static class WaitText
{
    /// <summary>Begins with a semicolon; empty where neither is known.</summary>
    public static string Of(WaitingEntry entry, DateTimeOffset now) => Of(entry.NextTry, entry.Deadline, now);

    public static string Of(DateTimeOffset? nextTry, DateTimeOffset? deadline, DateTimeOffset now)
    {
        var next = nextTry is { } at ? $"; next try {RelativeTime.Both(at, now)}" : "";
        return deadline > now ? $"{next}, until {RelativeTime.Both(deadline.Value, now)}" : next;
    }
}
