using Reconciler.Adapters.Store.Shapes;
using Reconciler.Core.Actual;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Store.Snapshots;

/// <summary>A certificate in a snapshot; its versions newest first.</summary>
internal sealed record CertificateEntry(
    string Id,
    string Crn,
    string Status,
    IReadOnlyList<string> Domains,
    CertificateShape Spec,
    bool Protect,
    string Trust,
    int Generation,
    IReadOnlyList<CertificateVersionEntry> Versions,
    IReadOnlyDictionary<string, string>? Tags = null,
    IntentEntry? Intent = null,
    ConditionShape? Condition = null,
    string? AppliedRevision = null,
    string? NextDue = null)
{
    public static CertificateEntry Of(ActualCertificate certificate) => new(
        certificate.Id.Text,
        Core.Domain.Crn.Of(certificate.Id, certificate.Uuid).ToString(),
        Words.CertificateStatus.Write(certificate.Status),
        SnapshotText.Of(certificate.Applied.Domains),
        CertificateShape.Of(certificate.Applied),
        certificate.Protect,
        Words.Trust.Write(certificate.Trust),
        certificate.Generation,
        [.. certificate.Versions.Select(CertificateVersionEntry.Of)],
        certificate.Tags.IsEmpty ? null : certificate.Tags,
        IntentEntry.Of(certificate.Intent),
        certificate.Condition is { } condition ? ConditionShape.Of(condition) : null,
        certificate.AppliedRevision,
        StoredText.OfOptional(certificate.NextDue));

    public ActualCertificate ToCertificate()
    {
        var id = SnapshotText.Id(Id, ResourceKind.Certificate);
        return new()
        {
            Id = id,
            Uuid = SnapshotText.Uuid(Crn, id),
            Status = Words.CertificateStatus.Read(Status),
            Applied = ToSpec(),
            Tags = SnapshotText.Tags(Tags),
            Protect = Protect,
            Trust = Words.Trust.Read(Trust),
            Generation = Generation,
            Versions = [.. Versions.Select(version => version.ToVersion())],
            Intent = Intent?.ToIntent(),
            Condition = Condition?.ToCondition(),
            AppliedRevision = AppliedRevision,
            NextDue = SnapshotText.OptionalInstant(NextDue),
        };
    }

    private Core.Desired.CertificateSpec ToSpec()
    {
        if (Domains.Count == 0 || Spec.Authorities.Count == 0) throw new FormatException($"{Id} has no domain or no authority");
        return Spec.ToSpec() with { Domains = SnapshotText.Names(Domains) };
    }
}

internal sealed record CertificateVersionEntry(
    int Number,
    string Status,
    string Serial,
    string NotBefore,
    string NotAfter,
    string Fingerprint,
    string KeyHash,
    string Authority,
    int AuthorityVersion,
    IReadOnlyList<string> Names,
    string KeyAlgorithm,
    IReadOnlyList<string> Usages,
    string Validity,
    RevocationEntry? Revocation = null,
    string? ExportedAt = null)
{
    public static CertificateVersionEntry Of(CertificateVersion version) => new(
        version.Number,
        Words.VersionStatus.Write(version.Status),
        version.Serial.Hex,
        StoredText.Of(version.NotBefore),
        StoredText.Of(version.NotAfter),
        version.Fingerprint,
        version.KeyHash,
        version.Authority.Text,
        version.AuthorityVersion,
        SnapshotText.Of(version.Names),
        Words.KeyAlgorithm.Write(version.KeyAlgorithm),
        [.. version.Usages.Select(Words.KeyUsagePurpose.Write)],
        version.Validity,
        RevocationEntry.Of(version.Revocation),
        StoredText.OfOptional(version.ExportedAt));

    public CertificateVersion ToVersion()
    {
        var (notBefore, notAfter) = SnapshotText.Life(NotBefore, NotAfter);
        return new()
        {
            Number = Number,
            Status = Words.VersionStatus.Read(Status),
            Serial = SnapshotText.Serial(Serial),
            NotBefore = notBefore,
            NotAfter = notAfter,
            Fingerprint = Fingerprint,
            KeyHash = KeyHash,
            Authority = SnapshotText.Id(Authority, ResourceKind.CertificateAuthority),
            AuthorityVersion = AuthorityVersion,
            Names = SnapshotText.Names(Names),
            KeyAlgorithm = Words.KeyAlgorithm.Read(KeyAlgorithm),
            Usages = [.. Usages.Select(Words.KeyUsagePurpose.Read)],
            Validity = Validity,
            Revocation = Revocation?.ToRevocation(),
            ExportedAt = SnapshotText.OptionalInstant(ExportedAt),
        };
    }
}
