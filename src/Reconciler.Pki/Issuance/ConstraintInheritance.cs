using System.Collections.Immutable;
using System.Net;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;

namespace Reconciler.Pki.Issuance;

/// <summary>
/// Along a chain permitted names intersect and excluded names add up (RFC 5280, section 6.1.4 g). A subordinate's certificate therefore holds
/// its parent's limits too: what it may issue can then be judged by its own certificate alone.
/// </summary>
internal static class ConstraintInheritance
{
    /// <summary>
    /// Takes over the parent's permitted names of each form where the subordinate declares none of that form, and all excluded ones. Declared
    /// names are left as they are, also where they are wider than the parent's: that is for <see cref="FindWider"/> to refuse.
    /// </summary>
    public static NameConstraints Inherit(NameConstraints own, NameConstraints parent) => new(
        own.Permitted.IsEmpty ? parent.Permitted : own.Permitted,
        [.. own.Excluded.Union(parent.Excluded, StringComparer.Ordinal)],
        own.PermittedIp.IsEmpty ? parent.PermittedIp : own.PermittedIp,
        [.. own.ExcludedIp.Union(parent.ExcludedIp, StringComparer.Ordinal)]);

    /// <summary>The first entry by which a subordinate would be allowed more than its parent; null when there is none.</summary>
    public static string? FindWider(NameConstraints own, NameConstraints parent) =>
        FindWiderPermitted(own.Permitted, parent.Permitted, Covers)
        ?? FindWiderPermitted(own.PermittedIp, parent.PermittedIp, CoversAddresses)
        ?? parent.Excluded.FirstOrDefault(outer => !own.Excluded.Any(inner => Covers(inner, outer)))
        ?? parent.ExcludedIp.FirstOrDefault(outer => !own.ExcludedIp.Any(inner => CoversAddresses(inner, outer)));

    /// <summary>A dNSName constraint covers its own name and all below it; an empty one covers every name.</summary>
    public static bool Covers(string constraint, string name) => constraint.Length == 0 || DomainText.IsWithin(name, constraint);

    /// <summary>IPv4 and IPv6 are one form of name: a permitted list of the one shuts out the other.</summary>
    private static string? FindWiderPermitted(ImmutableArray<string> own, ImmutableArray<string> parent, Func<string, string, bool> covers) =>
        parent.IsEmpty ? null
        : own.IsEmpty ? "everything"
        : own.FirstOrDefault(inner => !parent.Any(outer => covers(outer, inner)));

    private static bool CoversAddresses(string outer, string inner)
    {
        var (wide, narrow) = (IPNetwork.Parse(outer), IPNetwork.Parse(inner));
        return wide.PrefixLength <= narrow.PrefixLength && wide.Contains(narrow.BaseAddress);
    }
}
