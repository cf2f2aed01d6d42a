using System.Security.Cryptography;
using System.Text;
using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;

namespace Reconciler.Testing.Cycle;

/// <summary>The state as it is once a repository was applied at an instant, to be changed by tests before it is looked at.</summary>
public sealed class AppliedState
{
    private AppliedState()
    {
    }

    public Dictionary<ResourceId, ActualCertificate> Certificates { get; } = [];

    public Dictionary<ResourceId, ActualAuthority> Authorities { get; } = [];

    public Dictionary<string, ActualDeployment> Deployments { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, ActualRecord> Records { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> FirstRegions { get; } = new(StringComparer.Ordinal);

    public static AppliedState Of(DesiredState desired, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(desired);
        var state = new AppliedState();
        foreach (var authority in desired.Authorities) state.Authorities.Add(authority.Id, AuthorityOf(authority, at));
        foreach (var certificate in desired.Certificates) state.Certificates.Add(certificate.Id, CertificateOf(certificate, desired, at));
        foreach (var record in desired.Records)
        {
            if (desired.Get<ValidationMethod>(record.Method).Spec.Provider is { } provider) state.Records.Add(record.Id, RecordOf(record, desired.Get<DnsProvider>(provider)));
        }

        var actual = state.Build();
        foreach (var certificate in desired.Certificates)
        {
            var chain = DeploymentPlanner.ChainOf(actual, certificate.Spec.Authority);
            foreach (var target in certificate.Spec.Targets)
            {
                var deployment = new ActualDeployment { Certificate = certificate.Id, Target = target, Version = 1, Chain = chain, Applied = desired.Get<Target>(target).Spec, Content = new("/srv", 1, []) };
                state.Deployments.Add(deployment.Id, deployment);
            }
        }

        foreach (var (account, spec) in desired.AccountSpecs) state.FirstRegions.Add(account, spec.Regions[0]);
        return state;
    }

    public AppliedState Change(ResourceId certificate, Func<ActualCertificate, ActualCertificate> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        Certificates[certificate] = change(Certificates[certificate]);
        return this;
    }

    /// <summary>Changes the newest version of a certificate.</summary>
    public AppliedState ChangeVersion(ResourceId certificate, Func<CertificateVersion, CertificateVersion> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return Change(certificate, row => row with { Versions = row.Versions.SetItem(0, change(row.Versions[0])) });
    }

    public AppliedState ChangeAuthority(ResourceId authority, Func<ActualAuthority, ActualAuthority> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        Authorities[authority] = change(Authorities[authority]);
        return this;
    }

    public ActualState Build() => new()
    {
        Lineage = "0123456789abcdef",
        Serial = 7,
        Authorities = Authorities,
        Certificates = Certificates,
        Deployments = Deployments,
        Records = Records,
        FirstRegions = FirstRegions,
    };

    public static SerialNumber SerialOf(ResourceId id) => SerialNumber.FromRandom(SHA256.HashData(Encoding.UTF8.GetBytes(id.ToString())).AsSpan(0, SerialNumber.Length - 1));

    private static ActualAuthority AuthorityOf(CertificateAuthority authority, DateTimeOffset at) => new()
    {
        Id = authority.Id,
        Uuid = UuidOf(authority.Id),
        Status = authority.Spec.State == DesiredAuthorityState.Disabled ? AuthorityStatus.Disabled : AuthorityStatus.Active,
        Applied = authority.Spec,
        Tags = authority.Tags,
        Protect = authority.Protect,
        Generation = 1,
        Crl = new(1, at, authority.Spec.Revocation.CrlValidity.After(at).AddSeconds(-1), Hex($"crl {authority.Id}"), $"/srv/crl/{authority.Id.Name}.crl"),
        Versions =
        [
            new()
            {
                Number = 1,
                Serial = SerialOf(authority.Id),
                NotBefore = at.AddMinutes(-1),
                NotAfter = authority.Spec.Validity.End(at.AddMinutes(-1)),
                Fingerprint = Hex($"certificate {authority.Id}"),
                KeyHash = Hex($"key {authority.Id}"),
                KeyVersion = 1,
                Parent = authority.Spec.Parent,
                ParentVersion = authority.Spec.Parent is null ? null : 1,
            },
        ],
    };

    private static ActualCertificate CertificateOf(Certificate certificate, DesiredState desired, DateTimeOffset at) => new()
    {
        Id = certificate.Id,
        Uuid = UuidOf(certificate.Id),
        Status = CertificateStatus.Issued,
        Applied = certificate.Spec,
        Tags = certificate.Tags,
        Protect = certificate.Protect,
        Trust = desired.TrustOf(certificate.Spec),
        Generation = 1,
        Versions =
        [
            new()
            {
                Number = 1,
                Status = VersionStatus.Current,
                Serial = SerialOf(certificate.Id),
                NotBefore = at.AddMinutes(-1),
                NotAfter = certificate.Spec.Validity.End(at.AddMinutes(-1)),
                Fingerprint = Hex($"certificate {certificate.Id}"),
                KeyHash = Hex($"key {certificate.Id}"),
                Authority = certificate.Spec.Authority,
                AuthorityVersion = 1,
                Names = certificate.Spec.Domains,
                KeyAlgorithm = certificate.Spec.KeyAlgorithm,
                Usages = certificate.Spec.Usages,
                Validity = certificate.Spec.Validity.Text,
            },
        ],
    };

    private static ActualRecord RecordOf(Core.Validation.WantedRecord record, DnsProvider provider) => new()
    {
        Account = record.Account,
        Owner = record.Owner,
        Target = record.Target,
        Ttl = record.Ttl,
        Domain = record.Domain,
        Zone = record.Zone,
        Provider = provider.Id,
        Applied = provider.Spec,
    };

    private static Guid UuidOf(ResourceId id) => new(SHA256.HashData(Encoding.UTF8.GetBytes($"uuid {id}")).AsSpan(0, 16));

    private static string Hex(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
