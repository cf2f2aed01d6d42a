namespace Reconciler.Core.Actual;

/// <summary>Status of a certificate (row ISS-01). Written to the store and to JSON by these names in capitals with underscores.</summary>
public enum CertificateStatus
{
    PendingValidation,
    Issued,
    Inactive,
    Expired,
    ValidationTimedOut,
    Revoked,
    Failed,
}

/// <summary>Status of an authority (row PCA-02).</summary>
public enum AuthorityStatus
{
    Creating,
    PendingCertificate,
    Active,
    Disabled,
    Expired,
    Failed,
    Deleted,
}

/// <summary>What became of one issued version.</summary>
public enum VersionStatus
{
    /// <summary>The newest one.</summary>
    Current,

    /// <summary>A newer one exists, but targets still serve this one.</summary>
    Superseded,

    /// <summary>No longer wanted; valid until its end unless revoked.</summary>
    Retired,

    Revoked,
}

public static class StatusWords
{
    public static string Word(this CertificateStatus status) => status switch
    {
        CertificateStatus.PendingValidation => "PENDING_VALIDATION",
        CertificateStatus.Issued => "ISSUED",
        CertificateStatus.Inactive => "INACTIVE",
        CertificateStatus.Expired => "EXPIRED",
        CertificateStatus.ValidationTimedOut => "VALIDATION_TIMED_OUT",
        CertificateStatus.Revoked => "REVOKED",
        CertificateStatus.Failed => "FAILED",
    };

    public static string Word(this AuthorityStatus status) => status switch
    {
        AuthorityStatus.Creating => "CREATING",
        AuthorityStatus.PendingCertificate => "PENDING_CERTIFICATE",
        AuthorityStatus.Active => "ACTIVE",
        AuthorityStatus.Disabled => "DISABLED",
        AuthorityStatus.Expired => "EXPIRED",
        AuthorityStatus.Failed => "FAILED",
        AuthorityStatus.Deleted => "DELETED",
    };

    public static string Word(this VersionStatus status) => status switch
    {
        VersionStatus.Current => "current",
        VersionStatus.Superseded => "superseded",
        VersionStatus.Retired => "retired",
        VersionStatus.Revoked => "revoked",
    };
}
