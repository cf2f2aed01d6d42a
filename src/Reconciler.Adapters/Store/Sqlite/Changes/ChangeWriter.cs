using Reconciler.Core.Actual;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Store.Sqlite.Changes;

/// <summary>Writes the changes of one commit; the caller holds the transaction.</summary>
internal sealed class ChangeWriter : IStateChangeVisitor
{
    private readonly IssuingChanges _issuing;
    private readonly CertificateChanges _certificates;
    private readonly KeyChanges _keys;
    private readonly RetryChanges _retries;
    private readonly SightingChanges _sightings;
    private readonly AuthorityChanges _authorities;
    private readonly DeploymentChanges _deployments;
    private readonly OutboxChanges _outbox;

    public ChangeWriter(Statements statements, AuditHead auditHead)
    {
        _issuing = new(statements);
        _certificates = new(statements, _issuing);
        _keys = new(statements);
        _retries = new(statements);
        _sightings = new(statements);
        _authorities = new(statements, _issuing);
        _deployments = new(statements);
        _outbox = new(statements);
        Audit = new(statements, auditHead);
    }

    public AuditChanges Audit { get; }

    /// <summary>Serial that the commit will have.</summary>
    public long Serial { get; set; }

    public void Visit(StateChange.PutCertificate change) => _certificates.Write(change.Certificate);

    public void Visit(StateChange.BeginIssue change) => _certificates.Begin(change);

    public void Visit(StateChange.PutVersion change) => _certificates.Add(change);

    public void Visit(StateChange.CloseIntent change) => _issuing.CloseUnknown(change);

    public void Visit(StateChange.SetVersionStatus change)
    {
        if (change.Id.Kind == ResourceKind.CertificateAuthority) _authorities.Set(change.Id, change.Number, change.Revocation);
        else _certificates.Set(change.Id, change.Number, change.Status, change.Revocation);
    }

    public void Visit(StateChange.SupersedeKeys change) => _keys.Supersede(change.Id, change.DestroyAfter);

    public void Visit(StateChange.DestroyKey change) => _keys.Destroy(change.Id, change.KeyVersion);

    public void Visit(StateChange.MarkExported change) => _certificates.Mark(change);

    public void Visit(StateChange.PutAuthority change) => _authorities.Write(change.Authority);

    public void Visit(StateChange.BeginAuthority change) => _authorities.Begin(change);

    public void Visit(StateChange.PutAuthorityVersion change) => _authorities.Add(change);

    public void Visit(StateChange.PutCrl change) => _authorities.Add(change);

    public void Visit(StateChange.PutDeployment change) => _deployments.Put(change.Deployment);

    public void Visit(StateChange.RemoveDeployment change) => _deployments.RemoveDeploymentOf(change.Id);

    public void Visit(StateChange.PutRecord change) => _deployments.Put(change.Record);

    public void Visit(StateChange.RemoveRecord change) => _deployments.RemoveRecordOf(change.Id);

    public void Visit(StateChange.PutEvidence change) => _deployments.Put(change.Evidence);

    public void Visit(StateChange.PutSighting change) => _sightings.Put(change.Sighting);

    public void Visit(StateChange.ValidationLost change) => _sightings.Put(change.Sighting);

    public void Visit(StateChange.ValidationFound change) => _sightings.Put(change.Sighting);

    public void Visit(StateChange.RemoveSighting change) => _sightings.Remove(change.Account, change.Owner);

    public void Visit(StateChange.PutZoneRecord change) => _deployments.Put(change.Record);

    public void Visit(StateChange.RemoveZoneRecord change) => _deployments.Remove(change.Owner, change.Type);

    public void Visit(StateChange.PutFirstRegion change) => _deployments.Put(change);

    public void Visit(StateChange.PutRetry change) => _retries.Put(change.Key, change.Retry);

    public void Visit(StateChange.RemoveRetry change) => _retries.Remove(change.Key);

    public void Visit(StateChange.Announce change) => _outbox.Add(change.Announcement);

    public void Visit(StateChange.Audit change) => Audit.Add(change.Entry, Serial);
}
