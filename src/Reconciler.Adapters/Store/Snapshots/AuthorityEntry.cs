using Reconciler.Adapters.Store.Shapes;
using Reconciler.Core.Actual;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Store.Snapshots;

/// <summary>An authority in a snapshot; its versions newest first.</summary>
internal sealed record AuthorityEntry(
    string Id,
    string Crn,
    string Status,
    AuthorityShape Spec,
    bool Protect,
    int Generation,
    IReadOnlyList<AuthorityVersionEntry> Versions,
    IReadOnlyDictionary<string, string>? Tags = null,
    CrlEntry? Crl = null,
    IntentEntry? Intent = null,
    ConditionShape? Condition = null,
    string? AppliedRevision = null,
    string? NextDue = null)
{
    public static AuthorityEntry Of(ActualAuthority authority) => new(
        authority.Id.Text,
        Core.Domain.Crn.Of(authority.Id, authority.Uuid).ToString(),
        Words.AuthorityStatus.Write(authority.Status),
        AuthorityShape.Of(authority.Applied),
        authority.Protect,
        authority.Generation,
        [.. authority.Versions.Select(AuthorityVersionEntry.Of)],
        authority.Tags.IsEmpty ? null : authority.Tags,
        CrlEntry.Of(authority.Crl),
        IntentEntry.Of(authority.Intent),
        authority.Condition is { } condition ? ConditionShape.Of(condition) : null,
        authority.AppliedRevision,
        StoredText.OfOptional(authority.NextDue));

    public ActualAuthority ToAuthority()
    {
        var id = SnapshotText.Id(Id, ResourceKind.CertificateAuthority);
        return new()
        {
            Id = id,
            Uuid = SnapshotText.Uuid(Crn, id),
            Status = Words.AuthorityStatus.Read(Status),
            Applied = Spec.ToSpec(),
            Tags = SnapshotText.Tags(Tags),
            Protect = Protect,
            Generation = Generation,
            Versions = [.. Versions.Select(version => version.ToVersion())],
            Crl = Crl?.ToCrl(),
            Intent = Intent?.ToIntent(),
            Condition = Condition?.ToCondition(),
            AppliedRevision = AppliedRevision,
            NextDue = SnapshotText.OptionalInstant(NextDue),
        };
    }
}

internal sealed record AuthorityVersionEntry(
    int Number,
    string Serial,
    string NotBefore,
    string NotAfter,
    string Fingerprint,
    string KeyHash,
    int KeyVersion,
    string? Parent = null,
    int? ParentVersion = null,
    RevocationEntry? Revocation = null)
{
    public static AuthorityVersionEntry Of(AuthorityVersion version) => new(
        version.Number,
        version.Serial.Hex,
        StoredText.Of(version.NotBefore),
        StoredText.Of(version.NotAfter),
        version.Fingerprint,
        version.KeyHash,
        version.KeyVersion,
        version.Parent?.Text,
        version.ParentVersion,
        RevocationEntry.Of(version.Revocation));

    public AuthorityVersion ToVersion()
    {
        var (notBefore, notAfter) = SnapshotText.Life(NotBefore, NotAfter);
        return new()
        {
            Number = Number,
            Serial = SnapshotText.Serial(Serial),
            NotBefore = notBefore,
            NotAfter = notAfter,
            Fingerprint = Fingerprint,
            KeyHash = KeyHash,
            KeyVersion = KeyVersion,
            Parent = Parent is null ? null : SnapshotText.Id(Parent, ResourceKind.CertificateAuthority),
            ParentVersion = ParentVersion,
            Revocation = Revocation?.ToRevocation(),
        };
    }
}

internal sealed record CrlEntry(long Number, string ThisUpdate, string NextUpdate, string Sha256, string Path)
{
    public static CrlEntry? Of(CrlRecord? crl) =>
        crl is null ? null : new(crl.Number, StoredText.Of(crl.ThisUpdate), StoredText.Of(crl.NextUpdate), crl.Sha256, crl.Path);

    public CrlRecord ToCrl()
    {
        var (thisUpdate, nextUpdate) = SnapshotText.Life(ThisUpdate, NextUpdate);
        return new(Number, thisUpdate, nextUpdate, Sha256, Path);
    }
}
