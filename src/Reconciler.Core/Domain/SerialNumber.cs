using System.Diagnostics.CodeAnalysis;

namespace Reconciler.Core.Domain;

/// <summary>
/// A certificate serial number (RFC 5280, section 4.1.2.2): a positive integer whose DER content is 9 to 20 octets.
/// Ours are one fixed leading octet and 17 random ones, so that all have one length.
/// </summary>
public sealed record SerialNumber
{
    /// <summary>Octets of a serial number that we draw.</summary>
    public const int Length = 18;

    private readonly byte[] _content;

    private SerialNumber(byte[] content) => _content = content;

    /// <summary>DER content octets, most significant first, without a leading zero beyond what DER needs.</summary>
    public ReadOnlySpan<byte> Content => _content;

    /// <summary>Lower-case hexadecimal of the content octets; how serials are written everywhere.</summary>
    public string Hex => Convert.ToHexStringLower(_content);

    /// <summary>Takes 17 random octets (136 bits; BR 7.1 asks for 64) and puts the octet 0x4c in front, which keeps the number positive.</summary>
    public static SerialNumber FromRandom(ReadOnlySpan<byte> random)
    {
        if (random.Length != Length - 1) throw new ArgumentException($"{Length - 1} octets are needed", nameof(random));
        var content = new byte[Length];
        content[0] = 0x4c;
        random.CopyTo(content.AsSpan(1));
        return new(content);
    }

    /// <summary>Reads lower- or upper-case hexadecimal of the DER content.</summary>
    public static bool TryParse(string hex, [NotNullWhen(true)] out SerialNumber? serial)
    {
        serial = null;
        if (hex.Length is 0 or > 40 || hex.Length % 2 != 0) return false;
        var content = new byte[hex.Length / 2];
        if (Convert.FromHexString(hex, content, out _, out _) != System.Buffers.OperationStatus.Done) return false;
        if (content[0] > 0x7f) return false;
        serial = new(content);
        return true;
    }

    public static SerialNumber Parse(string hex) => TryParse(hex, out var serial) ? serial : throw new FormatException("not a serial number");

    public bool Equals(SerialNumber? other) => other is not null && _content.AsSpan().SequenceEqual(other._content);

    public override int GetHashCode() => BitConverter.ToInt32(_content.AsSpan(_content.Length - 4));

    public override string ToString() => Hex;
}
