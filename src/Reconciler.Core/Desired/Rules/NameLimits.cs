using Reconciler.Core.Domain;

namespace Reconciler.Core.Desired.Rules;

/// <summary>What one authority says about DNS names in its own name constraints (RFC 5280, section 4.2.1.10) and in what it issues.</summary>
internal sealed class NameLimits(CertificateAuthority authority)
{
    private readonly DomainSet _permitted = new(authority.Spec.NameConstraints.Permitted);
    private readonly DomainSet _excluded = new(authority.Spec.NameConstraints.Excluded);
    private readonly DomainSet _allowed = new(authority.Spec.Issuance.AllowedDomains);

    public CertificateAuthority Authority { get; } = authority;

    public bool HasConstraints => !_permitted.IsEmpty || !_excluded.IsEmpty;

    public bool AllowsAll => _allowed.IsEmpty;

    /// <summary>
    /// Why a certificate below this authority cannot hold the name; null when these constraints let it. A wildcard counts as its base domain and must not
    /// cover a name excluded one label below.
    /// </summary>
    public string? Constrain(DnsName name)
    {
        if (!_permitted.IsEmpty && _permitted.Above(name.Domain) is null) return $"permitted is {List(Authority.Spec.NameConstraints.Permitted)}";
        if (_excluded.Above(name.Domain) is { } above) return above.Length == 0 ? "every name is excluded" : $"\"{above}\" is excluded";
        return name.IsWildcard && _excluded.OneLabelBelow(name.Domain) is { } below ? $"it covers \"{below}\", which is excluded" : null;
    }

    /// <summary>False when the authority may issue for some domains only and the name is in none of them.</summary>
    public bool Allows(DnsName name) => _allowed.IsEmpty || _allowed.Above(name.Domain) is not null;

    public string AllowedText => List(Authority.Spec.Issuance.AllowedDomains);

    private static string List(IReadOnlyCollection<string> domains) => string.Join(", ", domains.Take(5)) + (domains.Count > 5 ? $" and {domains.Count - 5} more" : "");
}
