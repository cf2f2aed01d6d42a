using System.ComponentModel;
using Reconciler.Adapters.Store.Shapes;
using Reconciler.Core.Actual;

namespace Reconciler.Adapters.Store.Snapshots;

/// <summary>
/// A whole exported state. What planning needs and nothing else: no key, no DER, no to-be-signed bytes, no audit log, nothing of deployed files. A member
/// that is null is left out; a member may be added as optional.
/// </summary>
internal sealed record SnapshotShape(
    [property: Description("Major and minor version of this format.")] string FormatVersion,
    IdentityShape State,
    [property: Description("First region of each account when it was last applied.")] IReadOnlyDictionary<string, string> FirstRegions,
    [property: Description("Authorities by identity.")] IReadOnlyList<AuthorityEntry> Authorities,
    [property: Description("Certificates by identity; versions newest first, without what is long expired.")] IReadOnlyList<CertificateEntry> Certificates,
    [property: Description("Certificates placed on targets, with the target as it was last applied.")] IReadOnlyList<DeploymentEntry> Deployments,
    [property: Description("Validation records that were published.")] IReadOnlyList<RecordEntry> Records,
    [property: Description("When control of a domain was last seen proved, and how.")] IReadOnlyList<EvidenceEntry> Evidence,
    [property: Description("Changes that were tried and are not done; left out where there is none.")] IReadOnlyList<RetryEntry>? Retries = null,
    [property: Description("Validation records of certificates in use as they were last seen; left out where there is none.")] IReadOnlyList<SightingEntry>? Sightings = null);

internal sealed record IdentityShape(
    [property: Description("Identity of the state; empty where there is none.")] string Lineage,
    [property: Description("Counts committed changes of the state; 0 where there is none.")] long Serial);

internal sealed record IntentEntry(int Generation, string SpecHash, string Serial, string Verb, string? Issuer = null, string? NotAfter = null)
{
    public static IntentEntry? Of(OpenIntent? intent) => intent is null
        ? null
        : new(intent.Generation, intent.SpecHash, intent.Serial.Hex, intent.Verb, intent.Issuer?.Text, StoredText.OfOptional(intent.NotAfter));

    public OpenIntent ToIntent() => new(Generation, SpecHash, SnapshotText.Serial(Serial), Verb)
    {
        Issuer = StoredText.ReadOptionalId(Issuer),
        NotAfter = SnapshotText.OptionalInstant(NotAfter),
    };
}

internal sealed record RevocationEntry(string At, string Reason)
{
    public static RevocationEntry? Of(Revocation? revocation) =>
        revocation is null ? null : new(StoredText.Of(revocation.At), Words.RevocationReason.Write(revocation.Reason));

    public Revocation ToRevocation() => new(StoredText.ReadInstant(At), Words.RevocationReason.Read(Reason));
}

/// <summary>A placement: where and what, not the files' own sums and inodes.</summary>
internal sealed record DeploymentEntry(string Certificate, string Target, int Version, string Chain, string Directory, TargetShape Spec)
{
    public static DeploymentEntry Of(ActualDeployment deployment) => new(
        deployment.Certificate.Text,
        deployment.Target.Text,
        deployment.Version,
        deployment.Chain,
        deployment.Content.Directory,
        TargetShape.Of(deployment.Applied));

    public ActualDeployment ToDeployment() => new()
    {
        Certificate = SnapshotText.Id(Certificate, Core.Domain.ResourceKind.Certificate),
        Target = SnapshotText.Id(Target, Core.Domain.ResourceKind.Target),
        Version = Version,
        Chain = Chain,
        Applied = Spec.ToSpec(),
        Content = new(Directory, 0, []),
    };
}

internal sealed record RecordEntry(string Account, string Owner, string Target, int Ttl, string Domain, string Zone, string Provider, ProviderShape Spec)
{
    public static RecordEntry Of(ActualRecord record) =>
        new(record.Account, record.Owner, record.Target, record.Ttl, record.Domain, record.Zone, record.Provider.Text, ProviderShape.Of(record.Applied));

    public ActualRecord ToRecord() => new()
    {
        Account = Account,
        Owner = Owner,
        Target = Target,
        Ttl = Ttl,
        Domain = Domain,
        Zone = Zone,
        Provider = SnapshotText.Id(Provider, Core.Domain.ResourceKind.DnsProvider),
        Applied = Spec.ToSpec(),
    };
}

/// <summary>What a try met stays behind: the condition of the object says it.</summary>
internal sealed record RetryEntry(string Change, string Wanted, int Attempts, string Since, string? NextTry = null, string? LastTry = null)
{
    public static RetryEntry Of(KeyValuePair<string, RetryState> entry) => new(
        entry.Key, entry.Value.Wanted, entry.Value.Attempts, StoredText.Of(entry.Value.Since), StoredText.OfOptional(entry.Value.NextTry), StoredText.OfOptional(entry.Value.LastTry));

    public RetryState ToRetry() => new(Attempts, "", SnapshotText.OptionalInstant(NextTry))
    {
        Wanted = Wanted,
        Since = StoredText.ReadInstant(Since),
        LastTry = SnapshotText.OptionalInstant(LastTry),
    };
}

internal sealed record SightingEntry(string Account, string Owner, string Domain, string Zone, string AskedAt, string? SeenAt = null, string? LostSince = null, string? Detail = null)
{
    public static SightingEntry Of(RecordSighting sighting) => new(
        sighting.Account,
        sighting.Owner,
        sighting.Domain,
        sighting.Zone,
        StoredText.Of(sighting.AskedAt),
        StoredText.OfOptional(sighting.SeenAt),
        StoredText.OfOptional(sighting.LostSince),
        sighting.Detail);

    public RecordSighting ToSighting() => new()
    {
        Account = Account,
        Owner = Owner,
        Domain = Domain,
        Zone = Zone,
        AskedAt = StoredText.ReadInstant(AskedAt),
        SeenAt = SnapshotText.OptionalInstant(SeenAt),
        LostSince = SnapshotText.OptionalInstant(LostSince),
        Detail = Detail,
    };
}

/// <summary>The proof's value stays behind: the DNS holds it, and no plan compares it.</summary>
internal sealed record EvidenceEntry(string Account, string Domain, string Zone, string SeenAt, string Kind)
{
    public static EvidenceEntry Of(ProofEvidence evidence) =>
        new(evidence.Account, evidence.Domain, evidence.Zone, StoredText.Of(evidence.SeenAt), evidence.Kind);

    public ProofEvidence ToEvidence() => new(Account, Domain, Zone, StoredText.ReadInstant(SeenAt), "", Kind);
}
