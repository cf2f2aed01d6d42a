using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Validation;

namespace Reconciler.Core.Planning;

/// <summary>
/// What a desired state leads to once everything in it is done: authorities and certificates issued at the clock, proofs seen, files placed. Planning
/// the same desired state against it gives no change; planning another gives what differs between the two and nothing else. Whatever an apply would
/// draw at random or read from the world is made up from identities, so the same input gives the same projection.
/// </summary>
internal sealed class AppliedProjection
{
    /// <summary>Attributes that a projection makes up; a plan made against it must not show them.</summary>
    public static readonly ImmutableHashSet<string> MadeUp = ["nextUpdate", "notAfter", "number", "serial", "serials", "version"];

    private const int FirstVersion = 1;
    private readonly DesiredState _desired;
    private readonly DateTimeOffset _clock;
    private readonly string? _revision;
    private readonly Dictionary<ResourceId, ActualAuthority> _authorities = [];

    private AppliedProjection(DesiredState desired, DateTimeOffset clock)
    {
        (_desired, _clock) = (desired, clock);
        _revision = desired.Revision.Commit ?? desired.Revision.TreeHash;
        foreach (var authority in desired.Authorities) Add(authority);
        Actual = new()
        {
            Lineage = "",
            Serial = 0,
            Authorities = _authorities,
            Certificates = desired.Certificates.Select(Certificate).ToDictionary(certificate => certificate.Id),
            Deployments = desired.Certificates.SelectMany(Deployments).ToDictionary(deployment => deployment.Id, StringComparer.Ordinal),
            Records = desired.Records.Select(Published).OfType<ActualRecord>().ToDictionary(record => record.Id, StringComparer.Ordinal),
            FirstRegions = desired.AccountSpecs.ToDictionary(account => account.Key, account => account.Value.Regions[0], StringComparer.Ordinal),
        };
        Evidence = new()
        {
            Records = desired.Records.Where(record => !Actual.Records.ContainsKey(record.Id)).ToDictionary(record => record.Id, Seen, StringComparer.Ordinal),
        };
    }

    public ActualState Actual { get; }

    /// <summary>Records that people write: each is seen where it is looked for.</summary>
    public Evidence Evidence { get; }

    public static AppliedProjection Of(DesiredState desired, DateTimeOffset clock) => new(desired, clock);

    private ActualAuthority Add(CertificateAuthority authority)
    {
        if (_authorities.TryGetValue(authority.Id, out var known)) return known;
        var parent = authority.Spec.Parent is { } id ? Add(_desired.Get<CertificateAuthority>(id)) : null;
        var added = new ActualAuthority
        {
            Id = authority.Id,
            Uuid = Uuid(authority.Id),
            Status = authority.Spec.State == DesiredAuthorityState.Disabled ? AuthorityStatus.Disabled : AuthorityStatus.Active,
            Applied = authority.Spec,
            Tags = authority.Tags,
            Protect = authority.Protect,
            Versions = [Version(authority, parent)],
            Crl = new(1, _clock, authority.Spec.Revocation.CrlValidity.After(_clock), Hex(authority.Id, "crl"), ""),
            Generation = FirstVersion,
            AppliedRevision = _revision,
        };
        _authorities.Add(authority.Id, added);
        return added;
    }

    private AuthorityVersion Version(CertificateAuthority authority, ActualAuthority? parent)
    {
        var end = End(authority.Spec.Validity);
        if (parent?.Current is { } issuer && issuer.NotAfter < end) end = issuer.NotAfter;
        return new()
        {
            Number = FirstVersion,
            Serial = Serial(authority.Id),
            NotBefore = _clock,
            NotAfter = end,
            Fingerprint = Hex(authority.Id, "certificate"),
            KeyHash = Hex(authority.Id, "key"),
            KeyVersion = FirstVersion,
            Parent = parent?.Id,
            ParentVersion = parent is null ? null : FirstVersion,
        };
    }

    private ActualCertificate Certificate(Certificate certificate) => new()
    {
        Id = certificate.Id,
        Uuid = Uuid(certificate.Id),
        Status = certificate.Spec.Revoked is null ? CertificateStatus.Issued : CertificateStatus.Revoked,
        Applied = certificate.Spec,
        Tags = certificate.Tags,
        Protect = certificate.Protect,
        Trust = _desired.TrustOf(certificate.Spec),
        Versions = [Version(certificate)],
        Generation = FirstVersion,
        AppliedRevision = _revision,
    };

    private CertificateVersion Version(Certificate certificate)
    {
        var spec = certificate.Spec;
        return new()
        {
            Number = FirstVersion,
            Status = spec.Revoked is null ? VersionStatus.Current : VersionStatus.Revoked,
            Serial = Serial(certificate.Id),
            NotBefore = _clock,
            NotAfter = End(spec.Validity),
            Fingerprint = Hex(certificate.Id, "certificate"),
            KeyHash = Hex(certificate.Id, "key"),
            Authority = spec.Authority,
            AuthorityVersion = FirstVersion,
            Names = spec.Domains,
            KeyAlgorithm = spec.KeyAlgorithm,
            Usages = spec.Usages,
            Validity = spec.Validity.Text,
            Revocation = spec.Revoked is { } reason ? new(_clock, reason) : null,
        };
    }

    /// <summary>A declared end that has passed would ask for a renewal, which time brings and no edit; the day after the clock stands in for it.</summary>
    private DateTimeOffset End(Validity validity)
    {
        var end = validity.End(_clock);
        return end > _clock ? end : _clock.AddDays(1);
    }

    private IEnumerable<ActualDeployment> Deployments(Certificate certificate) => certificate.Spec.Targets.Select(target => new ActualDeployment
    {
        Certificate = certificate.Id,
        Target = target,
        Version = FirstVersion,
        Chain = Chain(certificate.Spec.Authority),
        Applied = _desired.Get<Target>(target).Spec,
        Content = new("", FirstVersion, []),
    });

    private string Chain(ResourceId authority)
    {
        List<string> fingerprints = [];
        for (var issuer = _authorities[authority]; issuer.Applied.Parent is { } parent; issuer = _authorities[parent]) fingerprints.Add(issuer.Current!.Fingerprint);
        return string.Join(',', fingerprints);
    }

    private ActualRecord? Published(WantedRecord record) => RecordPlanner.ProviderOf(_desired, record) is not { } provider ? null : new()
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

    /// <summary>As many resolvers see it as the method may ask to agree.</summary>
    private RecordObservation Seen(WantedRecord record)
    {
        var answer = new RecordAnswer("projection", LookupOutcome.Found, [record.Target], [], [], null, null);
        return new(record.Id, _clock, [.. Enumerable.Repeat(answer, Math.Max(1, _desired.Get<ValidationMethod>(record.Method).Spec.Agree ?? 1))]);
    }

    private static Guid Uuid(ResourceId id) => new(Digest(id, "uuid").AsSpan(0, 16));

    private static SerialNumber Serial(ResourceId id) => SerialNumber.FromRandom(Digest(id, "serial").AsSpan(0, SerialNumber.Length - 1));

    private static string Hex(ResourceId id, string what) => Convert.ToHexStringLower(Digest(id, what));

    private static byte[] Digest(ResourceId id, string what) => SHA256.HashData(Encoding.UTF8.GetBytes($"{what} {id.Text}"));
}
