using System.Globalization;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;

namespace Reconciler.Cli.Options;

/// <summary>How long something takes or may take, as an option says it: seconds, or a period.</summary>
internal static class TimeText
{
    /// <summary>Throws <see cref="ReconcilerException"/> (kind Usage) naming the option.</summary>
    public static TimeSpan Read(string option, string text)
    {
        if (text.EndsWith('s') && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0) return TimeSpan.FromSeconds(seconds);
        return Period.TryParse(text, out var period) ? period.Nominal : throw new ReconcilerException(FailureKind.Usage, $"\"{text}\" is no time for {option}", "for example 60s or 1h");
    }
}
