using System.Formats.Asn1;

namespace Reconciler.Pki.Encoding;

/// <summary>An instant and how it is written: UTCTime up to 2049, GeneralizedTime from 2050, whole seconds (RFC 5280, section 4.1.2.5).</summary>
public readonly record struct EncodedTime(DateTimeOffset Instant, bool IsGeneralized)
{
    private const int LastYearOfUtcTime = 2049;

    /// <summary>True when the right one of the two forms was used and no fraction of a second is there.</summary>
    public bool IsProper => IsGeneralized == NeedsGeneralizedTime(Instant) && Instant.Ticks % TimeSpan.TicksPerSecond == 0;

    internal static void Write(AsnWriter writer, DateTimeOffset instant)
    {
        var utc = instant.ToUniversalTime();
        if (NeedsGeneralizedTime(utc)) writer.WriteGeneralizedTime(utc, omitFractionalSeconds: true);
        else writer.WriteUtcTime(utc, LastYearOfUtcTime);
    }

    internal static EncodedTime Read(AsnReader reader) => reader.PeekTag().HasSameClassAndValue(Asn1Tag.GeneralizedTime)
        ? new(reader.ReadGeneralizedTime(), true)
        : new(reader.ReadUtcTime(LastYearOfUtcTime), false);

    private static bool NeedsGeneralizedTime(DateTimeOffset instant) => instant.UtcDateTime.Year > LastYearOfUtcTime;
}
