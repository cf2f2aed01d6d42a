using System.Collections.Immutable;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Planning;

/// <summary>
/// One change that the plan wants, as data: no delegate, no live object. Closed: a new kind of change is a nested record and a method of
/// <see cref="IPlanActionVisitor{T}"/>, and the compiler lists who must learn of it.
/// </summary>
public abstract record PlanAction
{
    private PlanAction(ActionFacts facts) => Facts = facts;

    public ActionFacts Facts { get; init; }

    /// <summary>The subject: an object, or a record, deployment or CRL of one.</summary>
    public string Id => Facts.Id;

    public PlanVerb Verb => Facts.Verb;

    /// <summary><c>id#verb</c>, by which others require this change.</summary>
    public string Key => KeyOf(Id, Verb);

    public static string KeyOf(string id, PlanVerb verb) => $"{id}#{verb.Word()}";

    public abstract T Accept<T>(IPlanActionVisitor<T> visitor);

    /// <summary>Make an authority: key, certificate and first CRL.</summary>
    public sealed record CreateAuthority(ActionFacts Facts, ResourceId Authority) : PlanAction(Facts)
    {
        public override T Accept<T>(IPlanActionVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>A new certificate for an authority with the same key and subject.</summary>
    public sealed record RenewAuthority(ActionFacts Facts, ResourceId Authority) : PlanAction(Facts)
    {
        public override T Accept<T>(IPlanActionVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>Settings or state of an authority.</summary>
    public sealed record UpdateAuthority(ActionFacts Facts, ResourceId Authority) : PlanAction(Facts)
    {
        public override T Accept<T>(IPlanActionVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>Delete a disabled authority whose manifest is gone.</summary>
    public sealed record RetireAuthority(ActionFacts Facts, ResourceId Authority) : PlanAction(Facts)
    {
        public override T Accept<T>(IPlanActionVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>A new CRL by time, or because the published files are not what was published.</summary>
    public sealed record UpdateCrl(ActionFacts Facts, ResourceId Authority) : PlanAction(Facts)
    {
        public override T Accept<T>(IPlanActionVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>Write a validation record at its provider.</summary>
    public sealed record PublishRecord(ActionFacts Facts) : PlanAction(Facts)
    {
        public override T Accept<T>(IPlanActionVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>Remove a validation record that no certificate of the account needs.</summary>
    public sealed record RetractRecord(ActionFacts Facts) : PlanAction(Facts)
    {
        public override T Accept<T>(IPlanActionVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>A new version of a certificate: issue, renew, rekey or replace.</summary>
    public sealed record IssueCertificate(ActionFacts Facts, ResourceId Certificate) : PlanAction(Facts)
    {
        public override T Accept<T>(IPlanActionVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>Settings of a certificate that need no new version.</summary>
    public sealed record UpdateCertificate(ActionFacts Facts, ResourceId Certificate) : PlanAction(Facts)
    {
        public override T Accept<T>(IPlanActionVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>Revoke every unexpired version, for good; the CRL follows.</summary>
    public sealed record RevokeCertificate(ActionFacts Facts, ResourceId Certificate, RevocationReason Reason) : PlanAction(Facts)
    {
        public override T Accept<T>(IPlanActionVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>Let go of a certificate whose manifest is gone; it stays valid until its end.</summary>
    public sealed record RetireCertificate(ActionFacts Facts, ResourceId Certificate) : PlanAction(Facts)
    {
        public override T Accept<T>(IPlanActionVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>Place the current version on a target.</summary>
    public sealed record DeployCertificate(ActionFacts Facts, ResourceId Certificate, ResourceId Target) : PlanAction(Facts)
    {
        public override T Accept<T>(IPlanActionVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>Take a certificate off a target.</summary>
    public sealed record UndeployCertificate(ActionFacts Facts, ResourceId Certificate) : PlanAction(Facts)
    {
        public override T Accept<T>(IPlanActionVisitor<T> visitor) => visitor.Visit(this);
    }
}

/// <summary>One method for every kind of change.</summary>
public interface IPlanActionVisitor<out T>
{
    T Visit(PlanAction.CreateAuthority action);

    T Visit(PlanAction.RenewAuthority action);

    T Visit(PlanAction.UpdateAuthority action);

    T Visit(PlanAction.RetireAuthority action);

    T Visit(PlanAction.UpdateCrl action);

    T Visit(PlanAction.PublishRecord action);

    T Visit(PlanAction.RetractRecord action);

    T Visit(PlanAction.IssueCertificate action);

    T Visit(PlanAction.UpdateCertificate action);

    T Visit(PlanAction.RevokeCertificate action);

    T Visit(PlanAction.RetireCertificate action);

    T Visit(PlanAction.DeployCertificate action);

    T Visit(PlanAction.UndeployCertificate action);
}

/// <summary>What every change says of itself.</summary>
public sealed record ActionFacts
{
    public required string Id { get; init; }

    public required PlanVerb Verb { get; init; }

    public required ReasonCode Reason { get; init; }

    /// <summary>Why, as a sentence for people, without a full stop.</summary>
    public required string Sentence { get; init; }

    /// <summary>The field that asks for it; null when its manifest is gone.</summary>
    public SourceLocation? Origin { get; init; }

    /// <summary>The object under whose line text output shows it.</summary>
    public required string Group { get; init; }

    /// <summary>What the state holds; may hold instants.</summary>
    public PlanAttributes Before { get; init; } = PlanAttributes.None;

    /// <summary>What manifests decide; part of the digest, never an instant that time decides.</summary>
    public PlanAttributes After { get; init; } = PlanAttributes.None;

    /// <summary>Names of what is known only once it is done.</summary>
    public ImmutableArray<string> AfterUnknown { get; init; } = [];

    /// <summary>Keys of changes of this plan that must be done before, in ordinal order.</summary>
    public ImmutableArray<string> Requires { get; init; } = [];

    public bool Irreversible { get; init; }
}
