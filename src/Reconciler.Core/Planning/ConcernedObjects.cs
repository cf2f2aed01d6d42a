using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Planning;

/// <summary>
/// Collects which objects a plan must look at, so that it decides for all the others what was decided for them last: what changed, and everything whose
/// decision looks at it. Authorities are few and certificates hang on them: each is always among them. Pure; the index is of both states.
/// </summary>
internal sealed class ConcernedObjects(DesiredState desired, ActualState actual, PlanIndex index)
{
    private readonly HashSet<ResourceId> _ids = [];
    private readonly HashSet<string> _records = new(StringComparer.Ordinal);

    /// <summary>What is declared differently than it was. False: so much hangs on it that everything must be looked at.</summary>
    public bool AddDifference(DesiredDifference difference)
    {
        foreach (var (before, after) in difference.Resources)
        {
            // Limits, regions and salts are questions of the whole.
            if ((after ?? before) is Account) return false;
            Add(before, after);
        }

        foreach (var (before, after) in difference.Records)
        {
            _records.Add((after ?? before)!.Id);
            if (before is not null) _ids.UnionWith(before.NeededBy);
            if (after is not null) _ids.UnionWith(after.NeededBy);
        }

        return true;
    }

    /// <summary>Something is due for it, it was tried, it was changed, or it is its turn in a sweep. Of a provider that is everything it should hold.</summary>
    public void AddObject(ResourceId id)
    {
        _ids.Add(id);
        if (id.Kind == ResourceKind.DnsProvider) _records.UnionWith(index.Actual.RecordsAt(id));
    }

    /// <summary>Writing it was tried, or it was written or removed: certificates wait for it.</summary>
    public void AddRecord(string id)
    {
        _records.Add(id);
        if (actual.Records.GetValueOrDefault(id)?.Provider is { } holder) _ids.Add(holder);
        if (index.Desired.Record(id) is not { } wanted) return;
        _ids.UnionWith(wanted.NeededBy);
        if (RecordPlanner.ProviderOf(desired, wanted) is { } provider) _ids.Add(provider.Id);
    }

    /// <summary>Whether an authority can issue, and what its chain is, decides for everything below it.</summary>
    public void AddBelow(ResourceId authority)
    {
        _ids.UnionWith(index.Actual.IssuedBy(authority));
        foreach (var id in index.Desired.ReferrersOf(authority))
        {
            if (_ids.Add(id) && id.Kind == ResourceKind.CertificateAuthority) AddBelow(id);
        }
    }

    public PlanScope Finish()
    {
        _ids.UnionWith(index.Actual.Unsettled);
        foreach (var id in _ids.Where(id => id.Kind == ResourceKind.Certificate)) AddRecordsOf(id);
        _ids.UnionWith(desired.Authorities.Select(authority => authority.Id));
        _ids.UnionWith(actual.Authorities.Keys);
        return PlanScope.Of(_ids, _records);
    }

    private void Add(DeclaredResource? before, DeclaredResource? after)
    {
        var id = (after ?? before)!.Id;
        switch (after ?? before)
        {
            case Certificate:
                _ids.Add(id);
                break;
            case CertificateAuthority:
                if (before is not CertificateAuthority old || after is not CertificateAuthority now || !SameDeclared.Are(old.Spec, now.Spec)) AddBelow(id);
                break;
            case Target:
                _ids.UnionWith(index.Desired.ReferrersOf(id));
                break;
            case DnsProvider:
                _ids.Add(id);
                foreach (var method in index.Desired.ReferrersOf(id)) AddMethod(desired.Get<ValidationMethod>(method));
                break;
            case ValidationMethod:
                if (before is ValidationMethod former) AddMethod(former);
                if (after is ValidationMethod latter) AddMethod(latter);
                break;
        }
    }

    /// <summary>Methods of one zone share its records: the first of them writes and checks those of all.</summary>
    private void AddMethod(ValidationMethod changed)
    {
        _ids.UnionWith(index.Desired.ReferrersOf(changed.Id));
        foreach (var method in desired.ValidationMethods.Where(method => method.Id.Account == changed.Id.Account && method.Spec.Zone == changed.Spec.Zone))
            _ids.UnionWith(index.Desired.ReferrersOf(method.Id));
    }

    private void AddRecordsOf(ResourceId id)
    {
        if (desired.TryFind<Certificate>(id, out var certificate)) _records.UnionWith(desired.RecordsOf(certificate).Select(record => record.Id));
        if (actual.Certificates.GetValueOrDefault(id) is not { Trust: Trust.Public } known) return;
        foreach (var domain in known.Applied.ValidatedDomains) _records.UnionWith(index.Actual.RecordsFor(id.Account, domain));
    }
}
