using System.Text;

namespace Reconciler.Core.Domain;

/// <summary>Spreads objects by their identity alone, the same in every process and for ever.</summary>
internal static class Spread
{
    /// <summary>FNV-1a of the UTF-8 octets, mixed so that names which differ in their last letter alone lie far apart.</summary>
    public static uint HashOf(string identity)
    {
        Span<byte> octets = stackalloc byte[512];
        var hash = 2166136261;
        foreach (var octet in octets[..Encoding.UTF8.GetBytes(identity, octets)]) hash = unchecked((hash ^ octet) * 16777619);
        hash = unchecked((hash ^ (hash >> 16)) * 0x85ebca6b);
        hash = unchecked((hash ^ (hash >> 13)) * 0xc2b2ae35);
        return hash ^ (hash >> 16);
    }
}
