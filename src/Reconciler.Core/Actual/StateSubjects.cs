using Reconciler.Core.Domain;

namespace Reconciler.Core.Actual;

/// <summary>What changes of the state are about: what must be read again to know the state after them. Collects by visiting each.</summary>
public sealed class StateSubjects : IStateChangeVisitor
{
    private readonly HashSet<ResourceId> _certificates = [];
    private readonly HashSet<ResourceId> _authorities = [];
    private readonly HashSet<string> _deployments = new(StringComparer.Ordinal);
    private readonly HashSet<string> _records = new(StringComparer.Ordinal);
    private readonly HashSet<string> _retries = new(StringComparer.Ordinal);
    private readonly HashSet<string> _sightings = new(StringComparer.Ordinal);

    public IReadOnlySet<ResourceId> Certificates => _certificates;

    public IReadOnlySet<ResourceId> Authorities => _authorities;

    /// <summary>By <see cref="ActualDeployment.Id"/>.</summary>
    public IReadOnlySet<string> Deployments => _deployments;

    /// <summary>By <see cref="ActualRecord.Id"/>.</summary>
    public IReadOnlySet<string> Records => _records;

    /// <summary>By the plan's key of the change.</summary>
    public IReadOnlySet<string> Retries => _retries;

    /// <summary>By <see cref="RecordSighting.Id"/>.</summary>
    public IReadOnlySet<string> Sightings => _sightings;

    public void Visit(StateChange.PutCertificate change) => _certificates.Add(change.Certificate.Id);

    public void Visit(StateChange.BeginIssue change) => _certificates.Add(change.Id);

    public void Visit(StateChange.PutVersion change) => _certificates.Add(change.Id);

    public void Visit(StateChange.CloseIntent change) => Add(change.Id);

    public void Visit(StateChange.SetVersionStatus change) => Add(change.Id);

    public void Visit(StateChange.SupersedeKeys change)
    {
        // No object shows its keys; when the next one is destroyed is read with every part.
    }

    public void Visit(StateChange.DestroyKey change)
    {
        // Likewise.
    }

    public void Visit(StateChange.MarkExported change) => _certificates.Add(change.Id);

    public void Visit(StateChange.PutAuthority change) => _authorities.Add(change.Authority.Id);

    public void Visit(StateChange.BeginAuthority change) => _authorities.Add(change.Id);

    public void Visit(StateChange.PutAuthorityVersion change) => _authorities.Add(change.Id);

    public void Visit(StateChange.PutCrl change) => _authorities.Add(change.Authority);

    public void Visit(StateChange.PutDeployment change) => _deployments.Add(change.Deployment.Id);

    public void Visit(StateChange.RemoveDeployment change) => _deployments.Add(change.Id);

    public void Visit(StateChange.PutRecord change) => _records.Add(change.Record.Id);

    public void Visit(StateChange.RemoveRecord change) => _records.Add(change.Id);

    public void Visit(StateChange.PutEvidence change)
    {
        // No part of a snapshot.
    }

    public void Visit(StateChange.PutSighting change) => _sightings.Add(change.Sighting.Id);

    public void Visit(StateChange.ValidationLost change) => _sightings.Add(change.Sighting.Id);

    public void Visit(StateChange.ValidationFound change) => _sightings.Add(change.Sighting.Id);

    public void Visit(StateChange.RemoveSighting change) => _sightings.Add(Validation.WantedRecord.IdOf(change.Account, change.Owner));

    public void Visit(StateChange.PutZoneRecord change)
    {
        // No part of a snapshot.
    }

    public void Visit(StateChange.RemoveZoneRecord change)
    {
        // No part of a snapshot.
    }

    public void Visit(StateChange.PutFirstRegion change)
    {
        // First regions are few; all are read with every part.
    }

    public void Visit(StateChange.PutRetry change) => _retries.Add(change.Key);

    public void Visit(StateChange.RemoveRetry change) => _retries.Add(change.Key);

    public void Visit(StateChange.Announce change)
    {
        // No part of a snapshot.
    }

    public void Visit(StateChange.Audit change)
    {
        // No part of a snapshot.
    }

    private void Add(ResourceId id) => (id.Kind == ResourceKind.CertificateAuthority ? _authorities : _certificates).Add(id);
}
