using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Net;
using Reconciler.Core.Desired;

namespace Reconciler.Pki.Encoding;

/// <summary>
/// Writes and reads name constraints (RFC 5280, section 4.2.1.10): dNSName without a leading dot, iPAddress as address and mask, minimum and
/// maximum absent.
/// </summary>
internal static class NameConstraintsEncoding
{
    private static readonly Asn1Tag DnsName = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag IpAddress = new(TagClass.ContextSpecific, 7);
    private static readonly Asn1Tag PermittedSubtrees = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag ExcludedSubtrees = new(TagClass.ContextSpecific, 1, isConstructed: true);

    /// <summary>Addresses must be CIDR text, otherwise FormatException; host bits are cleared.</summary>
    public static void Write(AsnWriter writer, NameConstraints constraints)
    {
        using (writer.PushSequence())
        {
            WriteSubtrees(writer, PermittedSubtrees, constraints.Permitted, constraints.PermittedIp);
            WriteSubtrees(writer, ExcludedSubtrees, constraints.Excluded, constraints.ExcludedIp);
        }
    }

    public static ConstrainedNames Read(AsnReader reader)
    {
        var fields = reader.ReadSequence();
        var others = false;
        var (permitted, permittedIp) = ReadSubtrees(fields, PermittedSubtrees, ref others);
        var (excluded, excludedIp) = ReadSubtrees(fields, ExcludedSubtrees, ref others);
        fields.ThrowIfNotEmpty();
        return new(new(permitted, excluded, permittedIp, excludedIp), others);
    }

    private static void WriteSubtrees(AsnWriter writer, Asn1Tag tag, ImmutableArray<string> names, ImmutableArray<string> addresses)
    {
        if (names.IsEmpty && addresses.IsEmpty) return;
        using (writer.PushSequence(tag))
        {
            foreach (var name in names)
            {
                using (writer.PushSequence()) writer.WriteCharacterString(UniversalTagNumber.IA5String, name, DnsName);
            }

            foreach (var address in addresses)
            {
                using (writer.PushSequence()) writer.WriteOctetString(AddressAndMask(IPNetwork.Parse(address)), IpAddress);
            }
        }
    }

    private static byte[] AddressAndMask(IPNetwork network)
    {
        var address = network.BaseAddress.GetAddressBytes();
        var mask = new byte[address.Length];
        for (var bit = 0; bit < network.PrefixLength; bit++) mask[bit / 8] |= (byte)(0x80 >> (bit % 8));
        return [.. address, .. mask];
    }

    private static (ImmutableArray<string> Names, ImmutableArray<string> Addresses) ReadSubtrees(AsnReader fields, Asn1Tag tag, ref bool others)
    {
        if (!fields.HasData || !fields.PeekTag().HasSameClassAndValue(tag)) return ([], []);
        var names = ImmutableArray.CreateBuilder<string>();
        var addresses = ImmutableArray.CreateBuilder<string>();
        for (var subtrees = fields.ReadSequence(tag); subtrees.HasData;)
        {
            var subtree = subtrees.ReadSequence();
            if (subtree.PeekTag().HasSameClassAndValue(DnsName))
            {
                names.Add(subtree.ReadCharacterString(UniversalTagNumber.IA5String, DnsName));
            }
            else if (subtree.PeekTag().HasSameClassAndValue(IpAddress) && ReadNetwork(subtree.ReadOctetString(IpAddress)) is { } network)
            {
                addresses.Add(network);
            }
            else
            {
                others = true;
                continue;
            }

            others |= subtree.HasData;
        }

        return (names.DrainToImmutable(), addresses.DrainToImmutable());
    }

    /// <summary>CIDR text of 8 or 32 octets; null when the mask has holes, host bits are set or the length is another.</summary>
    private static string? ReadNetwork(ReadOnlySpan<byte> octets)
    {
        if (octets.Length is not (8 or 32)) return null;
        var half = octets.Length / 2;
        var address = new IPAddress(octets[..half]);
        var prefix = PrefixLength(octets[half..]);
        if (prefix < 0) return null;
        var network = new IPNetwork(address, prefix);
        return network.BaseAddress.Equals(address) ? network.ToString() : null;
    }

    /// <summary>Number of leading ones of a mask of 4 or 16 octets; -1 when a one follows a zero.</summary>
    private static int PrefixLength(ReadOnlySpan<byte> mask)
    {
        var width = mask.Length * 8;
        var value = mask.Length == 4
            ? (UInt128)BinaryPrimitives.ReadUInt32BigEndian(mask) << 96
            : BinaryPrimitives.ReadUInt128BigEndian(mask);
        var ones = (int)UInt128.LeadingZeroCount(~value);
        return ones <= width && ones + (int)UInt128.TrailingZeroCount(value) >= 128 ? ones : -1;
    }
}
