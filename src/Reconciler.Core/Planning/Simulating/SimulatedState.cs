using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Planning.Simulating;

/// <summary>
/// A state to which changes are done on paper: versions get their times by the same rules as when they are signed, serials are made up from identity and
/// version. Deployments are left out: they decide nothing about time.
/// </summary>
internal sealed class SimulatedState
{
    private readonly DesiredState _desired;
    private readonly Dictionary<ResourceId, ActualAuthority> _authorities;
    private readonly Dictionary<ResourceId, ActualCertificate> _certificates;

    public SimulatedState(DesiredState desired, ActualState from)
    {
        _desired = desired;
        _authorities = new(from.Authorities);
        _certificates = new(from.Certificates);
        Actual = new()
        {
            Lineage = from.Lineage,
            Serial = from.Serial,
            Authorities = _authorities,
            Certificates = _certificates,
            Deployments = new Dictionary<string, ActualDeployment>(StringComparer.Ordinal),
            Records = from.Records,
            FirstRegions = from.FirstRegions,
        };
    }

    /// <summary>Follows every <see cref="Do"/>.</summary>
    public ActualState Actual { get; }

    /// <summary>What planning those objects reads: them and all authorities.</summary>
    public ActualState Of(IEnumerable<Certificate> certificates) => new()
    {
        Lineage = Actual.Lineage,
        Serial = Actual.Serial,
        Authorities = _authorities,
        Certificates = certificates.Select(certificate => _certificates.GetValueOrDefault(certificate.Id)).OfType<ActualCertificate>().ToDictionary(certificate => certificate.Id),
        Deployments = Actual.Deployments,
        Records = Actual.Records,
        FirstRegions = Actual.FirstRegions,
    };

    /// <summary>CRLs are signed anew by time alone and fail nobody; they are kept fresh so that no plan speaks of them.</summary>
    public void KeepCrlsFresh(DateTimeOffset now)
    {
        foreach (var (id, authority) in _authorities.ToList())
            _authorities[id] = authority with { Condition = null, Crl = new(1, now, authority.Applied.Revocation.CrlValidity.After(now), "", "") };
    }

    /// <summary>The authority got a new certificate.</summary>
    public void Do(ResourceId id, DateTimeOffset now)
    {
        var authority = _desired.Get<CertificateAuthority>(id);
        var have = _authorities.GetValueOrDefault(id);
        var parent = authority.Spec.Parent is { } above ? _authorities.GetValueOrDefault(above)?.Current : null;
        var number = (have?.Current?.Number ?? 0) + 1;
        var version = new AuthorityVersion
        {
            Number = number,
            Serial = Serial(id, number),
            NotBefore = now,
            NotAfter = Earlier(authority.Spec.Validity.End(now), parent?.NotAfter),
            Fingerprint = Hex(id, number),
            KeyHash = "",
            KeyVersion = have?.Current?.KeyVersion ?? 1,
            Parent = authority.Spec.Parent,
            ParentVersion = parent?.Number,
        };
        _authorities[id] = new()
        {
            Id = id,
            Uuid = have?.Uuid ?? Guid.Empty,
            Status = authority.Spec.State == DesiredAuthorityState.Disabled ? AuthorityStatus.Disabled : AuthorityStatus.Active,
            Applied = authority.Spec,
            Tags = authority.Tags,
            Protect = authority.Protect,
            Versions = [version],
            Generation = number,
        };
    }

    /// <summary>The certificate got a new version.</summary>
    public CertificateVersion Issue(ResourceId id, DateTimeOffset now)
    {
        var certificate = _desired.Get<Certificate>(id);
        var have = _certificates.GetValueOrDefault(id);
        var number = Math.Max(have?.Generation ?? 0, have?.Current?.Number ?? 0) + 1;
        var issuer = certificate.Spec.Authority;
        var version = new CertificateVersion
        {
            Number = number,
            Status = VersionStatus.Current,
            Serial = Serial(id, number),
            NotBefore = now,
            NotAfter = Earlier(certificate.Spec.Validity.End(now), _authorities.GetValueOrDefault(issuer)?.Current?.NotAfter),
            Fingerprint = Hex(id, number),
            KeyHash = "",
            Authority = issuer,
            AuthorityVersion = 1,
            Names = certificate.Spec.Domains,
            KeyAlgorithm = certificate.Spec.KeyAlgorithm,
            Usages = certificate.Spec.Usages,
            Validity = certificate.Spec.Validity.Text,
        };
        _certificates[id] = new()
        {
            Id = id,
            Uuid = have?.Uuid ?? Guid.Empty,
            Status = CertificateStatus.Issued,
            Applied = certificate.Spec,
            Tags = certificate.Tags,
            Protect = certificate.Protect,
            Trust = _desired.TrustOf(certificate.Spec),
            Versions = [version],
            Generation = number,
        };
        return version;
    }

    private static DateTimeOffset Earlier(DateTimeOffset end, DateTimeOffset? other) => other is { } limit && limit < end ? limit : end;

    private static SerialNumber Serial(ResourceId id, int number) => SerialNumber.FromRandom(Digest(id, number).AsSpan(0, SerialNumber.Length - 1));

    private static string Hex(ResourceId id, int number) => Convert.ToHexStringLower(Digest(id, number));

    private static byte[] Digest(ResourceId id, int number) => SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id.Text} {number}")));
}
