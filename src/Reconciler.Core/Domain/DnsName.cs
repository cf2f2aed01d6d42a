namespace Reconciler.Core.Domain;

/// <summary>
/// A host name as certificates carry it (dNSName of RFC 5280, section 4.2.1.6): lower-case ASCII labels, no trailing dot, optionally one
/// whole left-most label <c>*</c>. What is allowed in one is decided by <see cref="DnsNameSyntax"/>; an instance has passed it.
/// </summary>
public sealed record DnsName : IComparable<DnsName>
{
    internal DnsName(string value) => Value = value;

    /// <summary>The whole name, for example <c>*.example.com</c>.</summary>
    public string Value { get; }

    public bool IsWildcard => Value.StartsWith("*.", StringComparison.Ordinal);

    /// <summary>The name without a leading <c>*.</c>: the domain whose control is proved (row DNS-03).</summary>
    public string Domain => IsWildcard ? Value[2..] : Value;

    /// <summary>True when a certificate for this name serves <paramref name="host"/>: equal, or a wildcard standing for exactly one label (RFC 6125, section 6.4.3).</summary>
    public bool Covers(DnsName host)
    {
        ArgumentNullException.ThrowIfNull(host);
        if (string.Equals(Value, host.Value, StringComparison.Ordinal)) return true;
        if (!IsWildcard || host.IsWildcard) return false;
        var dot = host.Value.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && host.Value.AsSpan(dot + 1).SequenceEqual(Value.AsSpan(2));
    }

    public int CompareTo(DnsName? other) => string.CompareOrdinal(Value, other?.Value);

    public override string ToString() => Value;

    public static bool operator <(DnsName left, DnsName right) => left.CompareTo(right) < 0;

    public static bool operator >(DnsName left, DnsName right) => left.CompareTo(right) > 0;

    public static bool operator <=(DnsName left, DnsName right) => left.CompareTo(right) <= 0;

    public static bool operator >=(DnsName left, DnsName right) => left.CompareTo(right) >= 0;
}
