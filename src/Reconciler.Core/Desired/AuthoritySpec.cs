using System.Collections.Immutable;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Desired;

public enum AuthorityType
{
    Root,
    Subordinate,
}

/// <summary>Trust of what an authority issues: public means proof of control and CAA before every certificate.</summary>
public enum Trust
{
    Private,
    Public,
}

public enum AuthorityMode
{
    General,
    ShortLived,
}

public enum DesiredAuthorityState
{
    Active,
    Disabled,
}

/// <summary><c>br</c> adds the dated public rules of the Baseline Requirements.</summary>
public enum IssuingProfile
{
    Classic,
    Br,
}

/// <summary>spec of kind CertificateAuthority.</summary>
public sealed record AuthoritySpec
{
    public required AuthorityType Type { get; init; }

    public Trust Trust { get; init; } = Trust.Private;

    public required DistinguishedName Subject { get; init; }

    public KeyAlgorithm KeyAlgorithm { get; init; } = KeyAlgorithm.RSA_2048;

    /// <summary>Default 10y for a root, 5y for a subordinate.</summary>
    public required Validity Validity { get; init; }

    /// <summary>Set exactly for a subordinate.</summary>
    public ResourceId? Parent { get; init; }

    /// <summary>Null: none is written. A subordinate defaults to 0.</summary>
    public int? PathLength { get; init; }

    public NameConstraints NameConstraints { get; init; } = NameConstraints.None;

    public AuthorityMode Mode { get; init; } = AuthorityMode.General;

    public DesiredAuthorityState State { get; init; } = DesiredAuthorityState.Active;

    /// <summary>CAA issuer domain names (RFC 8659, section 4.2) that mean this authority; required with public trust.</summary>
    public ImmutableArray<string> CaaIdentities { get; init; } = [];

    public IssuingProfile Profile { get; init; } = IssuingProfile.Classic;

    public RevocationSpec Revocation { get; init; } = new();

    public IssuanceSpec Issuance { get; init; } = new();
}

/// <summary>Subject of an authority; attributes are encoded in the order C, O, OU-less, CN.</summary>
public sealed record DistinguishedName(string CommonName, string? Organization = null, string? Country = null)
{
    /// <summary>For people, most specific first: <c>CN=…, O=…, C=…</c>.</summary>
    public override string ToString() =>
        $"CN={CommonName}{(Organization is null ? "" : $", O={Organization}")}{(Country is null ? "" : $", C={Country}")}";
}

/// <summary>Name constraints of one authority (RFC 5280, section 4.2.1.10). DNS entries without a leading dot; addresses as CIDR text.</summary>
public sealed record NameConstraints(
    ImmutableArray<string> Permitted,
    ImmutableArray<string> Excluded,
    ImmutableArray<string> PermittedIp,
    ImmutableArray<string> ExcludedIp)
{
    public static NameConstraints None { get; } = new([], [], [], []);

    public bool IsEmpty => Permitted.IsEmpty && Excluded.IsEmpty && PermittedIp.IsEmpty && ExcludedIp.IsEmpty;
}

/// <summary>How revocation is published.</summary>
public sealed record RevocationSpec
{
    /// <summary>http URL without a trailing slash; where set, certificates carry distribution point and AIA.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>Folder below which <c>crl/…</c> and <c>ca/…</c> are written; null: the state folder.</summary>
    public string? Directory { get; init; }

    public Period CrlValidity { get; init; } = Period.Days(7);
}

/// <summary>What an authority may issue.</summary>
public sealed record IssuanceSpec
{
    public Period MaxValidity { get; init; } = Period.Days(395);

    /// <summary>Empty: any. Otherwise a name must be one of these or below one.</summary>
    public ImmutableArray<string> AllowedDomains { get; init; } = [];

    /// <summary>Empty: any.</summary>
    public ImmutableArray<KeyAlgorithm> AllowedAlgorithms { get; init; } = [];
}
