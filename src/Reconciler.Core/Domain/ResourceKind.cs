namespace Reconciler.Core.Domain;

/// <summary>The kinds of object that a manifest can declare. The order is the order in which one run works on them.</summary>
public enum ResourceKind
{
    Account,
    CertificateAuthority,
    DnsProvider,
    ValidationMethod,
    Target,
    Certificate,
    Notification,
}

/// <summary>The two spellings of a kind: <c>CertificateAuthority</c> in a manifest, <c>authority</c> in an identity.</summary>
public static class ResourceKindNames
{
    /// <summary>The word used in identities and output.</summary>
    public static string Word(this ResourceKind kind) => kind switch
    {
        ResourceKind.Account => "account",
        ResourceKind.CertificateAuthority => "authority",
        ResourceKind.DnsProvider => "provider",
        ResourceKind.ValidationMethod => "validation",
        ResourceKind.Target => "target",
        ResourceKind.Certificate => "certificate",
        ResourceKind.Notification => "notification",
    };

    /// <summary>True for kinds that live in a region: certificates, targets and authorities.</summary>
    public static bool IsRegional(this ResourceKind kind) => kind switch
    {
        ResourceKind.CertificateAuthority or ResourceKind.Target or ResourceKind.Certificate => true,
        ResourceKind.Account or ResourceKind.DnsProvider or ResourceKind.ValidationMethod or ResourceKind.Notification => false,
    };
}
