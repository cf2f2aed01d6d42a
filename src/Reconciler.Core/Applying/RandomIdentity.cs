using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Applying;

/// <summary>What is drawn at random: identities, serial numbers, the values of validation records.</summary>
internal static class RandomIdentity
{
    /// <summary>A version 4 uuid (RFC 9562, section 5.4).</summary>
    public static Guid NextUuid(this IEntropy entropy)
    {
        Span<byte> bytes = stackalloc byte[16];
        entropy.Fill(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    public static SerialNumber NextSerial(this IEntropy entropy)
    {
        Span<byte> bytes = stackalloc byte[SerialNumber.Length - 1];
        entropy.Fill(bytes);
        return SerialNumber.FromRandom(bytes);
    }

    /// <summary>128 random bits in lower-case hexadecimal (BR 3.2.2.4 asks for 112).</summary>
    public static string NextProofValue(this IEntropy entropy)
    {
        Span<byte> bytes = stackalloc byte[16];
        entropy.Fill(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
