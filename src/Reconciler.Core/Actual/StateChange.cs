using System.Collections.Immutable;
using Reconciler.Core.Domain;
using Reconciler.Core.Events;

namespace Reconciler.Core.Actual;

/// <summary>
/// One change of the state, as data. A commit takes a list of them, in order, and all or none become true. Closed: a new change is a nested
/// record and a method of <see cref="IStateChangeVisitor"/>.
/// </summary>
public abstract record StateChange
{
    private StateChange()
    {
    }

    public abstract void Accept(IStateChangeVisitor visitor);

    /// <summary>Writes a certificate's own row (identity, status, applied spec, condition, next due) and closes its open intent when <see cref="ActualCertificate.Intent"/> is null. Versions are written by their own changes.</summary>
    public sealed record PutCertificate(ActualCertificate Certificate) : StateChange
    {
        public override void Accept(IStateChangeVisitor visitor) => visitor.Visit(this);
    }

    /// <summary>An intent to issue: stored with the serial, the encrypted key and the linted to-be-signed bytes before the key of the authority is touched.</summary>
    /// <param name="Key">Null when a renewal keeps the key of <paramref name="KeyVersion"/>.</param>
    /// <param name="KeyVersion">Version of the key: the intent's generation, or the older one that is kept.</param>
    public sealed record BeginIssue(ResourceId Id, OpenIntent Intent, SealedKey? Key, int KeyVersion, string KeyHash, byte[] ToBeSigned) : StateChange
    {
        public override void Accept(IStateChangeVisitor visitor) => visitor.Visit(this);
    }

    /// <summary>The outcome of an intent: the signed certificate becomes the current version; the one before becomes superseded.</summary>
    public sealed record PutVersion(ResourceId Id, CertificateVersion Version, int KeyVersion, byte[] Der) : StateChange
    {
        public override void Accept(IStateChangeVisitor visitor) => visitor.Visit(this);
    }

    /// <summary>
    /// Closes an intent whose outcome is unknown and that will not be finished: its serial stays taken and counts as revoked until the end of the
    /// certificate that may have been signed; the key that was made for it is removed.
    /// </summary>
    public sealed record CloseIntent(ResourceId Id, OpenIntent Intent, Revocation Revocation) : StateChange
    {
        public override void Accept(IStateChangeVisitor visitor) => visitor.Visit(this);
    }

    public sealed record SetVersionStatus(ResourceId Id, int Number, VersionStatus Status, Revocation? Revocation) : StateChange
    {
        public override void Accept(IStateChangeVisitor visitor) => visitor.Visit(this);
    }

    /// <summary>
    /// The keys of a certificate that neither its current nor a superseded version has are destroyed after this instant; one that has an earlier instant
    /// keeps it.
    /// </summary>
    public sealed record SupersedeKeys(ResourceId Id, DateTimeOffset DestroyAfter) : StateChange
    {
        public override void Accept(IStateChangeVisitor visitor) => visitor.Visit(this);
    }

    /// <summary>
    /// Destroys a superseded key for good, in every file of the state. Refused for a key that a current or superseded version, or an open intent, has. Gone
    /// already succeeds.
    /// </summary>
    public sealed record DestroyKey(ResourceId Id, int KeyVersion) : StateChange
    {
        public override void Accept(IStateChangeVisitor visitor) => visitor.Visit(this);
    }

    /// <summary>A version leaves with its private key; stored before the key is opened.</summary>
    public sealed record MarkExported(ResourceId Id, int Number, DateTimeOffset At) : StateChange
    {
        public override void Accept(IStateChangeVisitor visitor) => visitor.Visit(this);
    }

    /// <summary>Writes an authority's own row, its CRL data included.</summary>
    public sealed record PutAuthority(ActualAuthority Authority) : StateChange
    {
        public override void Accept(IStateChangeVisitor visitor) => visitor.Visit(this);
    }

    /// <summary>An intent to sign an authority's certificate.</summary>
    public sealed record BeginAuthority(ResourceId Id, OpenIntent Intent, SealedKey? Key, int KeyVersion, string KeyHash, byte[] ToBeSigned) : StateChange
    {
        public override void Accept(IStateChangeVisitor visitor) => visitor.Visit(this);
    }

    public sealed record PutAuthorityVersion(ResourceId Id, AuthorityVersion Version, byte[] Der) : StateChange
    {
        public override void Accept(IStateChangeVisitor visitor) => visitor.Visit(this);
    }

    /// <summary>The signed CRL, stored before it is published.</summary>
    public sealed record PutCrl(ResourceId Authority, CrlRecord Crl, byte[] Der) : StateChange
    {
        public override void Accept(IStateChangeVisitor visitor) => visitor.Visit(this);
    }

    public sealed record PutDeployment(ActualDeployment Deployment) : StateChange
    {
        public override void Accept(IStateChangeVisitor visitor) => visitor.Visit(this);
    }

    public sealed record RemoveDeployment(string Id) : StateChange
    {
        public override void Accept(IStateChangeVisitor visitor) => visitor.Visit(this);
    }

    public sealed record PutRecord(ActualRecord Record) : StateChange
    {
        public override void Accept(IStateChangeVisitor visitor) => visitor.Visit(this);
    }

    public sealed record RemoveRecord(string Id) : StateChange
    {
        public override void Accept(IStateChangeVisitor visitor) => visitor.Visit(this);
    }

    public sealed record PutEvidence(ProofEvidence Evidence) : StateChange
    {
        public override void Accept(IStateChangeVisitor visitor) => visitor.Visit(this);
    }

    /// <summary>A validation record was looked at; nothing new.</summary>
    public sealed record PutSighting(RecordSighting Sighting) : StateChange
    {
        public override void Accept(IStateChangeVisitor visitor) => visitor.Visit(this);
    }

    /// <summary>A validation record that certificates in use need is gone; once for each loss.</summary>
    /// <param name="Renewals">What will fail while that lasts, by identity; never empty.</param>
    public sealed record ValidationLost(RecordSighting Sighting, ImmutableArray<RenewalAtRisk> Renewals) : StateChange
    {
        public override void Accept(IStateChangeVisitor visitor) => visitor.Visit(this);
    }

    /// <summary>A validation record that was lost stands again; once for each return.</summary>
    /// <param name="Certificates">Who needs it, by identity.</param>
    public sealed record ValidationFound(RecordSighting Sighting, ImmutableArray<ResourceId> Certificates) : StateChange
    {
        public override void Accept(IStateChangeVisitor visitor) => visitor.Visit(this);
    }

    /// <summary>No certificate in use needs the record any more.</summary>
    public sealed record RemoveSighting(string Account, string Owner) : StateChange
    {
        public override void Accept(IStateChangeVisitor visitor) => visitor.Visit(this);
    }

    /// <summary>A record that the program's own server answers with; replaces every record of that owner and type.</summary>
    public sealed record PutZoneRecord(ZoneRecord Record) : StateChange
    {
        public override void Accept(IStateChangeVisitor visitor) => visitor.Visit(this);
    }

    public sealed record RemoveZoneRecord(string Owner, string Type) : StateChange
    {
        public override void Accept(IStateChangeVisitor visitor) => visitor.Visit(this);
    }

    public sealed record PutFirstRegion(string Account, string Region) : StateChange
    {
        public override void Accept(IStateChangeVisitor visitor) => visitor.Visit(this);
    }

    /// <param name="Key">The plan's key of the change: <c>id#verb</c>.</param>
    public sealed record PutRetry(string Key, RetryState Retry) : StateChange
    {
        public override void Accept(IStateChangeVisitor visitor) => visitor.Visit(this);
    }

    public sealed record RemoveRetry(string Key) : StateChange
    {
        public override void Accept(IStateChangeVisitor visitor) => visitor.Visit(this);
    }

    /// <summary>An event for the outbox, in the commit of the change that it tells of: neither is without the other. One whose key is there already tells nothing.</summary>
    public sealed record Announce(Announcement Announcement) : StateChange
    {
        public override void Accept(IStateChangeVisitor visitor) => visitor.Visit(this);
    }

    /// <summary>Written before a key is used or an effect happens.</summary>
    public sealed record Audit(AuditEntry Entry) : StateChange
    {
        public override void Accept(IStateChangeVisitor visitor) => visitor.Visit(this);
    }
}

/// <summary>One method for every change; the compiler lists who must learn of a new one.</summary>
public interface IStateChangeVisitor
{
    void Visit(StateChange.PutCertificate change);

    void Visit(StateChange.BeginIssue change);

    void Visit(StateChange.PutVersion change);

    void Visit(StateChange.CloseIntent change);

    void Visit(StateChange.SetVersionStatus change);

    void Visit(StateChange.SupersedeKeys change);

    void Visit(StateChange.DestroyKey change);

    void Visit(StateChange.MarkExported change);

    void Visit(StateChange.PutAuthority change);

    void Visit(StateChange.BeginAuthority change);

    void Visit(StateChange.PutAuthorityVersion change);

    void Visit(StateChange.PutCrl change);

    void Visit(StateChange.PutDeployment change);

    void Visit(StateChange.RemoveDeployment change);

    void Visit(StateChange.PutRecord change);

    void Visit(StateChange.RemoveRecord change);

    void Visit(StateChange.PutEvidence change);

    void Visit(StateChange.PutSighting change);

    void Visit(StateChange.ValidationLost change);

    void Visit(StateChange.ValidationFound change);

    void Visit(StateChange.RemoveSighting change);

    void Visit(StateChange.PutZoneRecord change);

    void Visit(StateChange.RemoveZoneRecord change);

    void Visit(StateChange.PutFirstRegion change);

    void Visit(StateChange.PutRetry change);

    void Visit(StateChange.RemoveRetry change);

    void Visit(StateChange.Announce change);

    void Visit(StateChange.Audit change);
}

/// <summary>A private key encrypted under its own data key, which is wrapped by the region's key-encryption key (row KEY-02). Opaque bytes; safe to store.</summary>
public sealed record SealedKey(byte[] Bytes);

/// <summary>A record of a zone that the program's own server answers for.</summary>
/// <param name="Owner">Absolute, lower case, no trailing dot.</param>
/// <param name="Type"><c>CNAME</c> or <c>TXT</c>.</param>
/// <param name="Value">Target without trailing dot, or the text.</param>
public sealed record ZoneRecord(string Owner, string Type, string Value, int Ttl);

/// <summary>Who did what to which object, and why (rows KEY-04, OBS-03).</summary>
/// <param name="Actor">Principal that runs the program.</param>
/// <param name="Action">For example <c>key.sign</c>, <c>key.open</c>.</param>
/// <param name="Revision">Commit, or tree hash, that is being applied; null outside of an apply.</param>
/// <param name="Serials">Serial numbers of certificates that are taken or revoked with it, hexadecimal, separated by blanks; null: none.</param>
public sealed record AuditEntry(
    DateTimeOffset At, string Actor, string Action, string Subject, string Detail, string? Revision, string? Serials = null);
