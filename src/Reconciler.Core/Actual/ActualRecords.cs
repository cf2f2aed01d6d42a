using System.Collections.Immutable;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Actual;

/// <summary>
/// A certificate as the state knows it. <see cref="Applied"/> is the manifest as it was last applied; removal acts on it when the manifest is gone.
/// </summary>
public sealed record ActualCertificate
{
    public required ResourceId Id { get; init; }

    /// <summary>Drawn with the first intent, kept for good (row GEN-04).</summary>
    public required Guid Uuid { get; init; }

    public required CertificateStatus Status { get; init; }

    public required CertificateSpec Applied { get; init; }

    public ImmutableSortedDictionary<string, string> Tags { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public bool Protect { get; init; }

    /// <summary>Trust of the authority when last applied.</summary>
    public Trust Trust { get; init; }

    /// <summary>Unexpired or undecided versions, newest first; what is long expired stays in the store only.</summary>
    public ImmutableArray<CertificateVersion> Versions { get; init; } = [];

    /// <summary>The intent that was stored but whose outcome was not: a run was cut off. Null normally.</summary>
    public OpenIntent? Intent { get; init; }

    /// <summary>Highest generation ever begun; each intent takes the next.</summary>
    public int Generation { get; init; }

    /// <summary>Why the last try failed or waits; null when it did not.</summary>
    public Condition? Condition { get; init; }

    /// <summary>Commit, or tree hash, that was applied last.</summary>
    public string? AppliedRevision { get; init; }

    /// <summary>When something may be due for it next; null: never by time alone.</summary>
    public DateTimeOffset? NextDue { get; init; }

    public CertificateVersion? Current => Versions.FirstOrDefault(version => version.Status == VersionStatus.Current);
}

/// <summary>One issued certificate. Its DER and key stay in the store until asked for.</summary>
public sealed record CertificateVersion
{
    /// <summary>The generation of the intent that made it; part of the key's associated data.</summary>
    public required int Number { get; init; }

    public required VersionStatus Status { get; init; }

    public required SerialNumber Serial { get; init; }

    public required DateTimeOffset NotBefore { get; init; }

    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>SHA-256 of the DER, lower-case hexadecimal.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>SHA-256 of the SubjectPublicKeyInfo, lower-case hexadecimal.</summary>
    public required string KeyHash { get; init; }

    public required ResourceId Authority { get; init; }

    /// <summary>Version of the authority's certificate that signed it.</summary>
    public required int AuthorityVersion { get; init; }

    public required ImmutableArray<DnsName> Names { get; init; }

    public required KeyAlgorithm KeyAlgorithm { get; init; }

    public required ImmutableArray<KeyUsagePurpose> Usages { get; init; }

    /// <summary>Validity in the manifest's words, so that an edit is seen and the passing of time is not.</summary>
    public required string Validity { get; init; }

    /// <summary>When it was last exported with its key; null: never. An exported version is in use (row RNW-02).</summary>
    public DateTimeOffset? ExportedAt { get; init; }

    public Revocation? Revocation { get; init; }
}

public sealed record Revocation(DateTimeOffset At, RevocationReason Reason);

/// <summary>Why an object is not as wanted: a code, a sentence, since when, when it is tried next.</summary>
/// <param name="Code">For example <c>CAA_ERROR</c>, <c>PENDING_VALIDATION</c>.</param>
/// <param name="Attempts">Failed tries in a row.</param>
public sealed record Condition(string Code, string Message, DateTimeOffset Since, DateTimeOffset? NextTry, int Attempts)
{
    /// <summary>When the wait for a proof ends or ended (row DNS-11); null: another condition.</summary>
    public DateTimeOffset? Deadline { get; init; }
}

/// <summary>An issuing that was begun: the serial is taken and the key made; whether it was signed is not known. It is finished, not begun again.</summary>
/// <param name="SpecHash">Hash of what was asked; another hash means that the manifest changed and the intent is closed as unknown.</param>
/// <param name="Verb">issue, renew, rekey or replace.</param>
public sealed record OpenIntent(int Generation, string SpecHash, SerialNumber Serial, string Verb)
{
    /// <summary>The authority whose CRL lists the serial when the intent is closed as unknown; null: a root, or begun by a version that did not write it down.</summary>
    public ResourceId? Issuer { get; init; }

    /// <summary>Last instant of the certificate that may have been signed.</summary>
    public DateTimeOffset? NotAfter { get; init; }
}

/// <summary>An authority as the state knows it.</summary>
public sealed record ActualAuthority
{
    public required ResourceId Id { get; init; }

    public required Guid Uuid { get; init; }

    public required AuthorityStatus Status { get; init; }

    public required AuthoritySpec Applied { get; init; }

    public ImmutableSortedDictionary<string, string> Tags { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public bool Protect { get; init; }

    /// <summary>Its certificates, newest first: more than one after it renewed itself.</summary>
    public ImmutableArray<AuthorityVersion> Versions { get; init; } = [];

    public CrlRecord? Crl { get; init; }

    /// <summary>A certificate of it that was begun and whose outcome was not stored. Null normally; written by its own change alone.</summary>
    public OpenIntent? Intent { get; init; }

    public int Generation { get; init; }

    public Condition? Condition { get; init; }

    public string? AppliedRevision { get; init; }

    public DateTimeOffset? NextDue { get; init; }

    public AuthorityVersion? Current => Versions.IsEmpty ? null : Versions[0];
}

/// <summary>One certificate of an authority.</summary>
public sealed record AuthorityVersion
{
    public required int Number { get; init; }

    public required SerialNumber Serial { get; init; }

    public required DateTimeOffset NotBefore { get; init; }

    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>SHA-256 of the DER, lower-case hexadecimal.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>SHA-256 of the SubjectPublicKeyInfo, lower-case hexadecimal.</summary>
    public required string KeyHash { get; init; }

    /// <summary>Version of the key, part of its associated data: an authority that renews itself keeps its key.</summary>
    public required int KeyVersion { get; init; }

    /// <summary>Null for a root.</summary>
    public ResourceId? Parent { get; init; }

    public int? ParentVersion { get; init; }

    public Revocation? Revocation { get; init; }
}

/// <summary>The newest CRL of an authority (RFC 5280, section 5).</summary>
/// <param name="Number">CRLNumber; never goes back.</param>
/// <param name="Sha256">Of the DER, lower-case hexadecimal.</param>
/// <param name="Path">Absolute path it was written to.</param>
public sealed record CrlRecord(long Number, DateTimeOffset ThisUpdate, DateTimeOffset NextUpdate, string Sha256, string Path);

/// <summary>A certificate placed on a target. Undeploying acts on what is written here, whether or not the manifests still exist.</summary>
public sealed record ActualDeployment
{
    public required ResourceId Certificate { get; init; }

    public required ResourceId Target { get; init; }

    /// <summary>Version of the certificate that is in place.</summary>
    public required int Version { get; init; }

    /// <summary>Fingerprints of the authorities' certificates in the chain, leaf's issuer first, joined by commas; a change means <c>deploy_chain_changed</c>.</summary>
    public required string Chain { get; init; }

    /// <summary>The target as it was last applied.</summary>
    public required TargetSpec Applied { get; init; }

    /// <summary>What was written, in the adapter's own terms; observation compares with it.</summary>
    public required DeployedContent Content { get; init; }

    public string Id => IdOf(Certificate, Target);

    /// <summary><c>certificate id@target</c>.</summary>
    public static string IdOf(ResourceId certificate, ResourceId target)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(target);
        return $"{certificate.Text}@{target.Name}";
    }
}

/// <summary>Files as they were left: the folder and the entries in it.</summary>
/// <param name="Directory">Folder of the target: absolute, or relative to the same root as the target's own directory.</param>
/// <param name="VersionFolder">Number of the folder below <c>.versions/name/</c> that the published names lead to.</param>
public sealed record DeployedContent(string Directory, int VersionFolder, ImmutableArray<DeployedFile> Files);

/// <summary>One file with what <c>stat</c> said right after it was written, as Git's index does it.</summary>
/// <param name="Path">Relative to the target's folder.</param>
/// <param name="Sha256">Of its content, lower-case hexadecimal; empty for a link.</param>
/// <param name="Size">Octets.</param>
/// <param name="ModifiedNanoseconds">Since 1970, UTC.</param>
/// <param name="ChangedNanoseconds">Inode change time, since 1970, UTC.</param>
/// <param name="Inode">Inode number.</param>
/// <param name="Mode">Permission bits.</param>
/// <param name="LinkTarget">Where a link leads; null for a file.</param>
public sealed record DeployedFile(
    string Path, string Sha256, long Size, long ModifiedNanoseconds, long ChangedNanoseconds, long Inode, int Mode, string? LinkTarget);

/// <summary>A validation record that we published. Retracting acts on what is written here.</summary>
public sealed record ActualRecord
{
    public required string Account { get; init; }

    public required string Owner { get; init; }

    public required string Target { get; init; }

    public required int Ttl { get; init; }

    public required string Domain { get; init; }

    public required string Zone { get; init; }

    public required ResourceId Provider { get; init; }

    /// <summary>The provider as it was last applied.</summary>
    public required DnsProviderSpec Applied { get; init; }

    public string Id => Validation.WantedRecord.IdOf(Account, Owner);
}

/// <summary>Last proof that was seen for a domain of an account.</summary>
/// <param name="Value">The TXT value that was proved, or the CNAME target where that alone is compared.</param>
/// <param name="Kind">How it was proved: <c>dns-txt</c> or <c>delegation-observed</c>.</param>
public sealed record ProofEvidence(string Account, string Domain, string Zone, DateTimeOffset SeenAt, string Value, string Kind);
