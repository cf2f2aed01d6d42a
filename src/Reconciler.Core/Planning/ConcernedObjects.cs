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
        AddRecords();
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

    /// <summary>Records of the certificates; and of records that are not wanted any more the certificates whose removal comes before theirs, with all records of those.</summary>
    private void AddRecords()
    {
        var certificates = new Queue<ResourceId>(_ids.Where(id => id.Kind == ResourceKind.Certificate));
        var records = new Queue<string>(_records);
        while (certificates.Count + records.Count > 0)
        {
            if (certificates.TryDequeue(out var certificate))
            {
                foreach (var record in RecordsOf(certificate).Where(_records.Add)) records.Enqueue(record);
            }
            else if (records.TryDequeue(out var record))
            {
                foreach (var removed in RemovedBefore(record).Where(_ids.Add)) certificates.Enqueue(removed);
            }
        }
    }

    private IEnumerable<string> RecordsOf(ResourceId id)
    {
        var wanted = desired.TryFind<Certificate>(id, out var certificate) ? desired.RecordsOf(certificate).Select(record => record.Id) : [];
        return actual.Certificates.GetValueOrDefault(id) is { Trust: Trust.Public } known
            ? wanted.Concat(known.Applied.ValidatedDomains.SelectMany(domain => index.Actual.RecordsFor(id.Account, domain)))
            : wanted;
    }

    private IEnumerable<ResourceId> RemovedBefore(string record) =>
        index.Desired.Record(record) is null && actual.Records.TryGetValue(record, out var published)
            ? index.Actual.ProvedBy(published.Account, published.Domain).Where(id => !desired.TryFind<Certificate>(id, out _))
            : [];
}
