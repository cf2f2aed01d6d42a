using System.Collections.Immutable;
using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning.Checks;

namespace Reconciler.Core.Planning;

/// <summary>
/// What planning asks of all that is there, by key: made in one pass over a state, and then kept up with each newer one by what was read again. It says the
/// same whichever way it came to be.
/// </summary>
internal sealed class ActualIndex
{
    private readonly Dictionary<ResourceId, ImmutableArray<string>> _deployments = [];
    private readonly Groups<ResourceId, ResourceId> _issuedBy = new();
    private readonly Counts<string> _live = new();
    private readonly Counts<(string Account, int Day)> _issued = new();
    private readonly Counts<(string Account, string Region)> _regions = new();
    private readonly Dictionary<ResourceId, SortedSet<(DateTimeOffset At, string Serial)>> _revocations = [];
    private readonly HashSet<ResourceId> _protected = [];
    private readonly HashSet<ResourceId> _unsettled = [];
    private readonly Groups<ResourceId, string> _recordsAt = new();
    private readonly Groups<(string Account, string Domain), string> _recordsFor = new();
    private readonly Groups<(string Account, string Domain), ResourceId> _proved = new();
    private readonly Groups<string, string> _retries = new();

    public ActualIndex(ActualState actual)
    {
        foreach (var certificate in actual.Certificates.Values) Add(certificate);
        foreach (var authority in actual.Authorities.Values) _regions.Add((authority.Id.Account, authority.Id.Region!));
        foreach (var deployment in actual.Deployments.Values) Add(deployment);
        foreach (var record in actual.Records.Values) Add(record);
        foreach (var key in actual.Retries.Keys) _retries.Add(SubjectOf(key), key);
    }

    /// <summary>Account and region of every certificate and authority.</summary>
    public IReadOnlyCollection<(string Account, string Region)> Regions => _regions.Keys;

    /// <summary>Certificates that nothing removes.</summary>
    public IReadOnlySet<ResourceId> Protected => _protected;

    /// <summary>Certificates that a plan may judge differently at any time: begun and not finished, or waiting for their number, or their account's, in a time.</summary>
    public IReadOnlySet<ResourceId> Unsettled => _unsettled;

    /// <summary>Ids of the deployments of a certificate.</summary>
    public ImmutableArray<string> DeploymentsOf(ResourceId certificate) => _deployments.GetValueOrDefault(certificate, []);

    /// <summary>Certificates whose current version the authority issued.</summary>
    public IReadOnlyCollection<ResourceId> IssuedBy(ResourceId authority) => _issuedBy[authority];

    /// <summary>Certificates of the account that are issued: what limits are a share of.</summary>
    public int LiveOf(string account) => _live[account];

    /// <summary>At most so many certificates of the account were issued from an instant to another one: those of whole days.</summary>
    public int IssuedAtMost(string account, DateTimeOffset from, DateTimeOffset to)
    {
        var issued = 0;
        for (var day = DayOf(from); day <= DayOf(to); day++) issued += _issued[(account, day)];
        return issued;
    }

    /// <summary>When a certificate of the authority was revoked last.</summary>
    public DateTimeOffset LastRevocationOf(ResourceId authority) => _revocations.TryGetValue(authority, out var revocations) ? revocations.Max.At : default;

    /// <summary>Ids of the records published at a provider.</summary>
    public IReadOnlyCollection<string> RecordsAt(ResourceId provider) => _recordsAt[provider];

    /// <summary>Ids of the records published for a domain of an account.</summary>
    public IReadOnlyCollection<string> RecordsFor(string account, string domain) => _recordsFor[(account, domain)];

    /// <summary>Certificates of public trust for a domain of an account.</summary>
    public IReadOnlyCollection<ResourceId> ProvedBy(string account, string domain) => _proved[(account, domain)];

    /// <summary>Keys of the changes of an object, or of a record, that were tried and are not done.</summary>
    public IReadOnlyCollection<string> RetriesOf(string subject) => _retries[subject];

    /// <summary>The object or record that a change belongs to: the certificate of a deployment, the authority of a CRL.</summary>
    public static string SubjectOf(string key) => WorldLook.SubjectOf(key)?.Text ?? key[..Math.Max(0, key.LastIndexOf('#'))];

    public void Follow(ActualState before, StatePart part)
    {
        foreach (var id in part.Asked.Certificates)
        {
            if (before.Certificates.TryGetValue(id, out var old)) Remove(old);
            if (part.Certificates.TryGetValue(id, out var certificate)) Add(certificate);
        }

        foreach (var id in part.Asked.Authorities)
        {
            if (before.Authorities.ContainsKey(id)) _regions.Remove((id.Account, id.Region!));
            if (part.Authorities.ContainsKey(id)) _regions.Add((id.Account, id.Region!));
        }

        foreach (var id in part.Asked.Deployments)
        {
            if (before.Deployments.TryGetValue(id, out var old)) Remove(old);
            if (part.Deployments.TryGetValue(id, out var deployment)) Add(deployment);
        }

        foreach (var id in part.Asked.Records)
        {
            if (before.Records.TryGetValue(id, out var old)) Remove(old);
            if (part.Records.TryGetValue(id, out var record)) Add(record);
        }

        foreach (var key in part.Asked.Retries)
        {
            if (part.Retries.ContainsKey(key)) _retries.Add(SubjectOf(key), key);
            else _retries.Remove(SubjectOf(key), key);
        }
    }

    private void Add(ActualCertificate certificate)
    {
        _regions.Add((certificate.Id.Account, certificate.Id.Region!));
        if (certificate.Status == CertificateStatus.Issued) _live.Add(certificate.Id.Account);
        if (certificate.Protect) _protected.Add(certificate.Id);
        if (certificate.Intent is not null || certificate.Condition is { Code: IssuanceCap.Code or WaitCodes.IssuanceBudget }) _unsettled.Add(certificate.Id);
        if (certificate.Current is { } current) _issuedBy.Add(current.Authority, certificate.Id);
        foreach (var domain in DomainsOf(certificate)) _proved.Add((certificate.Id.Account, domain), certificate.Id);
        foreach (var version in certificate.Versions)
        {
            _issued.Add((certificate.Id.Account, DayOf(version.NotBefore)));
            if (version.Revocation is not { } revocation) continue;
            if (!_revocations.TryGetValue(version.Authority, out var revocations)) _revocations.Add(version.Authority, revocations = []);
            revocations.Add((revocation.At, version.Serial.Hex));
        }
    }

    private void Remove(ActualCertificate certificate)
    {
        _regions.Remove((certificate.Id.Account, certificate.Id.Region!));
        if (certificate.Status == CertificateStatus.Issued) _live.Remove(certificate.Id.Account);
        _protected.Remove(certificate.Id);
        _unsettled.Remove(certificate.Id);
        if (certificate.Current is { } current) _issuedBy.Remove(current.Authority, certificate.Id);
        foreach (var domain in DomainsOf(certificate)) _proved.Remove((certificate.Id.Account, domain), certificate.Id);
        foreach (var version in certificate.Versions)
        {
            _issued.Remove((certificate.Id.Account, DayOf(version.NotBefore)));
            if (version.Revocation is { } revocation && _revocations.TryGetValue(version.Authority, out var revocations)) revocations.Remove((revocation.At, version.Serial.Hex));
        }
    }

    private static IEnumerable<string> DomainsOf(ActualCertificate certificate) => certificate.Trust == Trust.Public ? certificate.Applied.ValidatedDomains : [];

    private static int DayOf(DateTimeOffset instant) => (int)(instant.UtcTicks / TimeSpan.TicksPerDay);

    private void Add(ActualDeployment deployment) => _deployments[deployment.Certificate] = DeploymentsOf(deployment.Certificate).Add(deployment.Id);

    private void Remove(ActualDeployment deployment)
    {
        var left = DeploymentsOf(deployment.Certificate).Remove(deployment.Id, StringComparer.Ordinal);
        if (left.IsEmpty) _deployments.Remove(deployment.Certificate);
        else _deployments[deployment.Certificate] = left;
    }

    private void Add(ActualRecord record)
    {
        _recordsAt.Add(record.Provider, record.Id);
        _recordsFor.Add((record.Account, record.Domain), record.Id);
    }

    private void Remove(ActualRecord record)
    {
        _recordsAt.Remove(record.Provider, record.Id);
        _recordsFor.Remove((record.Account, record.Domain), record.Id);
    }
}
