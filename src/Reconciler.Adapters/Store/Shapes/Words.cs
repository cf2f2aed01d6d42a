using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Events;

namespace Reconciler.Adapters.Store.Shapes;

/// <summary>Every enum that the store holds, with its words.</summary>
internal static class Words
{
    public static Vocabulary<CertificateStatus> CertificateStatus { get; } = new(status => status.Word());

    public static Vocabulary<AuthorityStatus> AuthorityStatus { get; } = new(status => status.Word());

    public static Vocabulary<VersionStatus> VersionStatus { get; } = new(status => status.Word());

    public static Vocabulary<RevocationReason> RevocationReason { get; } = new(reason => reason.Word());

    public static Vocabulary<KeyAlgorithm> KeyAlgorithm { get; } = new(algorithm => algorithm switch
    {
        Core.Domain.KeyAlgorithm.RSA_2048 => "RSA_2048",
        Core.Domain.KeyAlgorithm.RSA_3072 => "RSA_3072",
        Core.Domain.KeyAlgorithm.RSA_4096 => "RSA_4096",
        Core.Domain.KeyAlgorithm.EC_prime256v1 => "EC_prime256v1",
        Core.Domain.KeyAlgorithm.EC_secp384r1 => "EC_secp384r1",
        Core.Domain.KeyAlgorithm.EC_secp521r1 => "EC_secp521r1",
    });

    public static Vocabulary<KeyRotation> KeyRotation { get; } = new(rotation => rotation switch
    {
        Core.Desired.KeyRotation.Always => "always",
        Core.Desired.KeyRotation.Never => "never",
    });

    public static Vocabulary<RemovalPolicy> RemovalPolicy { get; } = new(policy => policy switch
    {
        Core.Desired.RemovalPolicy.Retire => "retire",
        Core.Desired.RemovalPolicy.Revoke => "revoke",
    });

    public static Vocabulary<KeyUsagePurpose> KeyUsagePurpose { get; } = new(usage => usage switch
    {
        Core.Desired.KeyUsagePurpose.ServerAuth => "serverAuth",
        Core.Desired.KeyUsagePurpose.ClientAuth => "clientAuth",
    });

    public static Vocabulary<AuthorityType> AuthorityType { get; } = new(type => type switch
    {
        Core.Desired.AuthorityType.Root => "root",
        Core.Desired.AuthorityType.Subordinate => "subordinate",
    });

    public static Vocabulary<Trust> Trust { get; } = new(trust => trust switch
    {
        Core.Desired.Trust.Private => "private",
        Core.Desired.Trust.Public => "public",
    });

    public static Vocabulary<AuthorityMode> AuthorityMode { get; } = new(mode => mode switch
    {
        Core.Desired.AuthorityMode.General => "general",
        Core.Desired.AuthorityMode.ShortLived => "short-lived",
    });

    public static Vocabulary<DesiredAuthorityState> DesiredAuthorityState { get; } = new(state => state switch
    {
        Core.Desired.DesiredAuthorityState.Active => "active",
        Core.Desired.DesiredAuthorityState.Disabled => "disabled",
    });

    public static Vocabulary<IssuingProfile> IssuingProfile { get; } = new(profile => profile switch
    {
        Core.Desired.IssuingProfile.Classic => "classic",
        Core.Desired.IssuingProfile.Br => "br",
    });

    public static Vocabulary<EventKind> EventKind { get; } = new(kind => kind.Word());

    public static Vocabulary<FilesLayout> FilesLayout { get; } = new(layout => layout switch
    {
        Core.Desired.FilesLayout.Split => "split",
        Core.Desired.FilesLayout.Bundle => "bundle",
        Core.Desired.FilesLayout.Pkcs12 => "pkcs12",
        Core.Desired.FilesLayout.Jks => "jks",
    });
}
