using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Validation;

namespace Reconciler.Core.Planning;

/// <summary>
/// The objects that a plan looks at, in ordinal order where nothing else is said, and what it asks of the others. Where an index is kept, or the scope names its objects,
/// nothing is passed over; else the answer is sought in all that there is.
/// </summary>
internal sealed class PlanSubjects(DesiredState desired, ActualState actual, PlanScope scope, PlanIndex? index)
{
    private readonly Lazy<Dictionary<ResourceId, TimeSpan>> _longestBelow = new(() => LongestBelow(desired));
    private readonly Lazy<Dictionary<ResourceId, DateTimeOffset>> _lastRevocations = new(() => LastRevocations(actual));
    private readonly Lazy<ILookup<ResourceId, string>> _deployed = new(() => actual.Deployments.Values.ToLookup(deployment => deployment.Certificate, deployment => deployment.Id));
    private readonly Lazy<HashSet<ResourceId>> _publishedAt = new(() => [.. actual.Records.Values.Select(record => record.Provider)]);
    private readonly Lazy<Dictionary<string, WantedRecord>> _wanted = new(() => desired.Records.ToDictionary(record => record.Id, StringComparer.Ordinal));

    /// <summary>Certificates that are declared.</summary>
    public IEnumerable<Certificate> Declared => scope.IsAll ? desired.Certificates : scope.Ids.Select(DeclaredOf).OfType<Certificate>().OrderBy(certificate => certificate.Id);

    /// <summary>Certificates that the state knows, in any order.</summary>
    public IEnumerable<ActualCertificate> Known => scope.IsAll
        ? actual.Certificates.Values
        : scope.Ids.Select(id => actual.Certificates.GetValueOrDefault(id)).OfType<ActualCertificate>();

    public IEnumerable<ActualDeployment> Deployments =>
        (scope.IsAll || index is null ? actual.Deployments.Values.Where(deployment => scope.Contains(deployment.Certificate))
            : scope.Ids.SelectMany(id => index.Actual.DeploymentsOf(id)).Select(id => actual.Deployments[id])).OrderBy(deployment => deployment.Id, StringComparer.Ordinal);

    /// <summary>Records that certificates need.</summary>
    public IEnumerable<WantedRecord> Wanted => scope.IsAll ? desired.Records
        : Declared.SelectMany(desired.RecordsOf).Concat(scope.Records.Select(WantedOf).OfType<WantedRecord>()).DistinctBy(record => record.Id).OrderBy(record => record.Id, StringComparer.Ordinal);

    /// <summary>Records that were published and may be needed no more.</summary>
    public IEnumerable<ActualRecord> Published =>
        (scope.IsAll ? actual.Records.Values : scope.Records.Select(id => actual.Records.GetValueOrDefault(id)).OfType<ActualRecord>()).OrderBy(record => record.Id, StringComparer.Ordinal);

    /// <summary>Changes that were tried and are not done.</summary>
    public IEnumerable<KeyValuePair<string, RetryState>> Tries => scope.IsAll || index is null ? actual.Retries
        : scope.Ids.Select(id => id.Text).Concat(scope.Records).SelectMany(index.Actual.RetriesOf).Select(key => KeyValuePair.Create(key, actual.Retries[key]));

    /// <summary>How records were last seen to stand.</summary>
    public IEnumerable<RecordSighting> Sightings => scope.IsAll ? actual.Sightings.Values
        : scope.Records.Select(id => actual.Sightings.GetValueOrDefault(id)).OfType<RecordSighting>();

    /// <summary>Certificates that protection may keep though they are declared no more.</summary>
    public IEnumerable<ActualCertificate> Protected => index is null ? actual.Certificates.Values.Where(certificate => certificate.Protect)
        : index.Actual.Protected.Select(id => actual.Certificates[id]);

    /// <summary>Issued certificates of an account, in the scope or not.</summary>
    public int LiveOf(string account) => index?.Actual.LiveOf(account)
        ?? actual.Certificates.Values.Count(certificate => certificate.Id.Account == account && certificate.Status == CertificateStatus.Issued);

    /// <summary>The longest validity that is declared below an authority; zero: none.</summary>
    public TimeSpan LongestBelow(ResourceId authority) => index?.Desired.LongestBelow(authority) ?? _longestBelow.Value.GetValueOrDefault(authority);

    /// <summary>At most so many certificates of the account were issued from an instant to another one; null: they must be counted.</summary>
    public int? IssuedAtMost(string account, DateTimeOffset from, DateTimeOffset to) => index?.Actual.IssuedAtMost(account, from, to);

    /// <summary>When a certificate of the authority was revoked last.</summary>
    public DateTimeOffset LastRevocationOf(ResourceId authority) => index?.Actual.LastRevocationOf(authority) ?? _lastRevocations.Value.GetValueOrDefault(authority);

    /// <summary>Ids of the deployments of a certificate, in the scope or not.</summary>
    public IEnumerable<string> DeploymentsOf(ResourceId certificate) => index is null ? _deployed.Value[certificate] : index.Actual.DeploymentsOf(certificate);

    public bool IsDeployed(ResourceId certificate) => DeploymentsOf(certificate).Any();

    /// <summary>A record of ours is at the provider.</summary>
    public bool IsPublishedAt(ResourceId provider) => index is null ? _publishedAt.Value.Contains(provider) : index.Actual.RecordsAt(provider).Count > 0;

    /// <summary>A certificate that is declared needs the record.</summary>
    public bool IsWanted(string record) => WantedOf(record) is not null;

    /// <summary>The record of this id, where a certificate needs it.</summary>
    public WantedRecord? WantedOf(string id) => index is null ? _wanted.Value.GetValueOrDefault(id) : index.Desired.Record(id);

    /// <summary>Account and region of every certificate and authority, declared or known.</summary>
    public IEnumerable<(string Account, string Region)> Regions => index is not null
        ? index.Desired.Regions.Concat(index.Actual.Regions).Distinct()
        : desired.Resources.Select(resource => resource.Id).Concat(actual.Authorities.Keys).Concat(actual.Certificates.Keys)
            .Where(id => id.Kind is ResourceKind.Certificate or ResourceKind.CertificateAuthority)
            .Select(id => (id.Account, id.Region!)).Distinct();

    private Certificate? DeclaredOf(ResourceId id) => desired.TryFind<Certificate>(id, out var certificate) ? certificate : null;

    private static Dictionary<ResourceId, TimeSpan> LongestBelow(DesiredState desired)
    {
        var longest = new Dictionary<ResourceId, TimeSpan>();
        foreach (var certificate in desired.Certificates) Note(certificate.Spec.Authority, certificate.Spec.Validity.Period);
        foreach (var authority in desired.Authorities.Where(authority => authority.Spec.Parent is not null)) Note(authority.Spec.Parent!, authority.Spec.Validity.Period);
        return longest;

        void Note(ResourceId authority, Period? validity)
        {
            if (validity?.Nominal is { } nominal && nominal > longest.GetValueOrDefault(authority)) longest[authority] = nominal;
        }
    }

    private static Dictionary<ResourceId, DateTimeOffset> LastRevocations(ActualState actual)
    {
        var last = new Dictionary<ResourceId, DateTimeOffset>();
        foreach (var version in actual.Certificates.Values.SelectMany(certificate => certificate.Versions))
        {
            if (version.Revocation is { } revocation && revocation.At > last.GetValueOrDefault(version.Authority)) last[version.Authority] = revocation.At;
        }

        return last;
    }
}
