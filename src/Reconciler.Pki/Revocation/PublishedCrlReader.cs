using System.Buffers.Binary;
using Reconciler.Core.Actual;
using Reconciler.Core.Domain;

namespace Reconciler.Pki.Revocation;

/// <summary>Reads back a CRL that was published. The signature is not verified: the file is taken as a hint, which can only raise a mark.</summary>
public static class PublishedCrlReader
{
    /// <summary>Null for what is no CRL, or none with a number that we could have given.</summary>
    public static PublishedCrl? TryRead(ReadOnlyMemory<byte> der)
    {
        if (!CrlReader.Read(der).IsOk(out var contents, out _)) return null;
        if (contents.Number is not { } octets || octets.Length is 0 or > sizeof(long) || octets.Span[0] > 0x7f) return null;
        Span<byte> number = stackalloc byte[sizeof(long)];
        number.Clear();
        octets.Span.CopyTo(number[(sizeof(long) - octets.Length)..]);
        var revoked = new List<RevokedEntry>(contents.Entries?.Count ?? 0);
        foreach (var entry in contents.Entries ?? [])
        {
            if (SerialNumber.TryParse(Convert.ToHexStringLower(entry.Serial.Span), out var serial)) revoked.Add(new(serial, new(entry.RevokedAt.Instant, ReasonOf(entry.Reason))));
        }

        return new(BinaryPrimitives.ReadInt64BigEndian(number), revoked);
    }

    /// <summary>An absent reason means unspecified (RFC 5280, section 5.3.1), and so does one that we cannot declare.</summary>
    private static RevocationReason ReasonOf(int? reason) =>
        reason is { } known && Enum.IsDefined((RevocationReason)known) ? (RevocationReason)known : RevocationReason.Unspecified;
}
