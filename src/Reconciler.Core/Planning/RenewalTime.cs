using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Planning;

/// <summary>
/// When a certificate is due for renewal (row RNW-01): <c>W = min(renewBefore, lifetime / 3)</c>, <c>due = end − W + h·W/4</c>. The spread
/// <c>h</c> in [0, 1) comes from identity and serial, so the instant never changes between looks and a fleet does not renew at once.
/// </summary>
public static class RenewalTime
{
    /// <summary>The instant, in whole seconds.</summary>
    public static DateTimeOffset Due(string id, SerialNumber serial, DateTimeOffset notBefore, DateTimeOffset notAfter, TimeSpan renewBefore)
    {
        var window = Window(notBefore, notAfter, renewBefore);
        var due = notAfter - window + (window / 4 * Spread(id, serial));
        return new(due.Ticks - (due.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
    }

    /// <summary>Half of W is over: renewal, which is due within its first quarter, is overdue.</summary>
    internal static bool IsOverdue(DateTimeOffset notBefore, DateTimeOffset notAfter, TimeSpan renewBefore, DateTimeOffset now) =>
        now > notAfter - (Window(notBefore, notAfter, renewBefore) / 2);

    /// <summary>A number in [0, 1), the same for one identity and serial for ever.</summary>
    internal static double Spread(string id, SerialNumber serial)
    {
        ArgumentNullException.ThrowIfNull(serial);
        Span<byte> input = stackalloc byte[512];
        var length = Encoding.UTF8.GetBytes(id, input);
        serial.Content.CopyTo(input[length..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input[..(length + serial.Content.Length)], hash);
        return (BinaryPrimitives.ReadUInt64BigEndian(hash) >> 11) * (1.0 / (1UL << 53));
    }

    private static TimeSpan Window(DateTimeOffset notBefore, DateTimeOffset notAfter, TimeSpan renewBefore)
    {
        var third = (notAfter - notBefore) / 3;
        return renewBefore < third ? renewBefore : third;
    }
}
