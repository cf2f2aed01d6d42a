namespace Reconciler.Core.Domain;

/// <summary>
/// The identity of a declared object: <c>account/region/kind/name</c> for what lives in a region, <c>account/kind/name</c> for the rest.
/// Two identities are equal when their texts are; the order is ordinal.
/// </summary>
public sealed class ResourceId : IEquatable<ResourceId>, IComparable<ResourceId>
{
    private ResourceId(ResourceKind kind, string account, string? region, string name, string text) =>
        (Kind, Account, Region, Name, Text) = (kind, account, region, name, text);

    public ResourceKind Kind { get; }

    public string Account { get; }

    /// <summary>Null for kinds that have no region.</summary>
    public string? Region { get; }

    public string Name { get; }

    /// <summary>The whole identity, for example <c>default/local/certificate/www</c>.</summary>
    public string Text { get; }

    /// <summary>The short form for people, for example <c>certificate/www</c>; unique only within an account and region.</summary>
    public string Short => $"{Kind.Word()}/{Name}";

    /// <summary>Identity of an object that lives in a region.</summary>
    public static ResourceId Regional(ResourceKind kind, string account, string region, string name) =>
        kind.IsRegional()
            ? new(kind, account, region, name, $"{account}/{region}/{kind.Word()}/{name}")
            : throw new ArgumentException($"{kind} has no region", nameof(kind));

    /// <summary>Identity of an object without a region. An account's own identity bears its name twice: <c>shop/account/shop</c>.</summary>
    public static ResourceId Global(ResourceKind kind, string account, string name) =>
        kind.IsRegional()
            ? throw new ArgumentException($"{kind} needs a region", nameof(kind))
            : new(kind, account, null, name, $"{account}/{kind.Word()}/{name}");

    public static ResourceId Certificate(string account, string region, string name) => Regional(ResourceKind.Certificate, account, region, name);

    public static ResourceId Authority(string account, string region, string name) => Regional(ResourceKind.CertificateAuthority, account, region, name);

    public static ResourceId Target(string account, string region, string name) => Regional(ResourceKind.Target, account, region, name);

    /// <summary>Reads the text form; null when it is none.</summary>
    public static ResourceId? TryParse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split('/');
        foreach (var kind in Enum.GetValues<ResourceKind>())
        {
            if (kind.IsRegional() && parts.Length == 4 && parts[2] == kind.Word()) return Regional(kind, parts[0], parts[1], parts[3]);
            if (!kind.IsRegional() && parts.Length == 3 && parts[1] == kind.Word()) return Global(kind, parts[0], parts[2]);
        }

        return null;
    }

    public bool Equals(ResourceId? other) => other is not null && string.Equals(Text, other.Text, StringComparison.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as ResourceId);

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    public int CompareTo(ResourceId? other) => string.CompareOrdinal(Text, other?.Text);

    public override string ToString() => Text;

    public static bool operator ==(ResourceId? left, ResourceId? right) => left is null ? right is null : left.Equals(right);

    public static bool operator !=(ResourceId? left, ResourceId? right) => !(left == right);

    public static bool operator <(ResourceId left, ResourceId right) => string.CompareOrdinal(left?.Text, right?.Text) < 0;

    public static bool operator >(ResourceId left, ResourceId right) => string.CompareOrdinal(left?.Text, right?.Text) > 0;

    public static bool operator <=(ResourceId left, ResourceId right) => string.CompareOrdinal(left?.Text, right?.Text) <= 0;

    public static bool operator >=(ResourceId left, ResourceId right) => string.CompareOrdinal(left?.Text, right?.Text) >= 0;
}
