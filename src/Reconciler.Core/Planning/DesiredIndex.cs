using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Validation;

namespace Reconciler.Core.Planning;

/// <summary>
/// What planning asks of all that is declared, by key: made in one pass over a desired state, and then kept up with each newer one by what differs. It says
/// the same whichever way it came to be.
/// </summary>
internal sealed class DesiredIndex
{
    private readonly Groups<ResourceId, ResourceId> _referrers = new();
    private readonly Dictionary<ResourceId, Counts<TimeSpan>> _validities = [];
    private readonly Counts<(string Account, string Region)> _regions = new();
    private readonly Dictionary<(string Account, string Owner), WantedRecord> _records = [];

    public DesiredIndex(DesiredState desired)
    {
        foreach (var resource in desired.Resources) Add(resource);
        foreach (var record in desired.Records) _records.Add((record.Account, record.Owner), record);
    }

    /// <summary>Account and region of every certificate and authority.</summary>
    public IReadOnlyCollection<(string Account, string Region)> Regions => _regions.Keys;

    /// <summary>What names the object.</summary>
    public IReadOnlyCollection<ResourceId> ReferrersOf(ResourceId id) => _referrers[id];

    /// <summary>The longest validity that is declared with the authority as first issuer, or as parent; zero: none.</summary>
    public TimeSpan LongestBelow(ResourceId authority) =>
        _validities.TryGetValue(authority, out var validities) ? validities.Keys.DefaultIfEmpty(TimeSpan.Zero).Max() : TimeSpan.Zero;

    /// <summary>The record of this id, where it is wanted.</summary>
    public WantedRecord? Record(string id) => _records.GetValueOrDefault(WantedRecord.PartsOf(id));

    public void Follow(DesiredDifference difference)
    {
        foreach (var (before, after) in difference.Resources)
        {
            if (before is not null) Remove(before);
            if (after is not null) Add(after);
        }

        foreach (var change in difference.Records)
        {
            var key = (change.Either.Account, change.Either.Owner);
            if (change.After is null) _records.Remove(key);
            else _records[key] = change.After;
        }
    }

    private void Add(DeclaredResource resource)
    {
        foreach (var reference in resource.References) _referrers.Add(reference.Id, resource.Id);
        if (RegionOf(resource.Id) is { } region) _regions.Add(region);
        if (ValidityBelow(resource) is not { } below) return;
        if (!_validities.TryGetValue(below.Authority, out var validities)) _validities.Add(below.Authority, validities = new());
        validities.Add(below.Validity);
    }

    private void Remove(DeclaredResource resource)
    {
        foreach (var reference in resource.References) _referrers.Remove(reference.Id, resource.Id);
        if (RegionOf(resource.Id) is { } region) _regions.Remove(region);
        if (ValidityBelow(resource) is { } below) _validities[below.Authority].Remove(below.Validity);
    }

    private static (ResourceId Authority, TimeSpan Validity)? ValidityBelow(DeclaredResource resource) => resource switch
    {
        Certificate { Spec.Validity.Period: { } period } certificate => (certificate.Spec.Authority, period.Nominal),
        CertificateAuthority { Spec: { Parent: { } parent, Validity.Period: { } period } } => (parent, period.Nominal),
        _ => null,
    };

    private static (string Account, string Region)? RegionOf(ResourceId id) =>
        id.Kind is ResourceKind.Certificate or ResourceKind.CertificateAuthority ? (id.Account, id.Region!) : null;
}
