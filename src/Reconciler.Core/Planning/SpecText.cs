using System.Collections.Immutable;
using System.Globalization;
using Reconciler.Core.Desired;

namespace Reconciler.Core.Planning;

/// <summary>Specs as attributes in the manifest's own terms: what plans show, digests cover and comparisons look at.</summary>
internal static class SpecText
{
    public static PlanAttributes Of(AuthoritySpec spec) => new PlanAttributes.Builder()
        .Add("type", spec.Type == AuthorityType.Root ? "root" : "subordinate")
        .Add("trust", spec.Trust == Trust.Public ? "public" : "private")
        .Add("subject", spec.Subject.ToString())
        .Add("key.algorithm", spec.KeyAlgorithm.ToString())
        .Add("validity", spec.Validity.Text)
        .Add("parent", spec.Parent?.Text)
        .Add("pathLength", spec.PathLength?.ToString(CultureInfo.InvariantCulture))
        .Add("nameConstraints.permitted", spec.NameConstraints.Permitted)
        .Add("nameConstraints.excluded", spec.NameConstraints.Excluded)
        .Add("nameConstraints.permittedIp", spec.NameConstraints.PermittedIp)
        .Add("nameConstraints.excludedIp", spec.NameConstraints.ExcludedIp)
        .Add("mode", spec.Mode == AuthorityMode.ShortLived ? "short-lived" : "general")
        .Add("state", spec.State == DesiredAuthorityState.Disabled ? "disabled" : "active")
        .Add("caaIdentities", spec.CaaIdentities)
        .Add("profile", spec.Profile == IssuingProfile.Br ? "br" : "classic")
        .Add("revocation.baseUrl", spec.Revocation.BaseUrl)
        .Add("revocation.directory", spec.Revocation.Directory)
        .Add("revocation.crl.validity", spec.Revocation.CrlValidity.Text)
        .Add("issuance.maxValidity", spec.Issuance.MaxValidity.Text)
        .Add("issuance.allowedDomains", spec.Issuance.AllowedDomains)
        .Add("issuance.allowedAlgorithms", [.. spec.Issuance.AllowedAlgorithms.Select(algorithm => algorithm.ToString())])
        .Build();

    /// <summary>What a new version of a certificate decides.</summary>
    public static PlanAttributes Of(CertificateSpec spec) => new PlanAttributes.Builder()
        .Add("domains", [.. spec.Domains.Select(name => name.Value)])
        .Add("authority", spec.Authority.Text)
        .Add("validation", spec.Validation?.Text)
        .Add("key.algorithm", spec.KeyAlgorithm.ToString())
        .Add("validity", spec.Validity.Text)
        .Add("usages", [.. spec.Usages.Select(Usage)])
        .Add("exportable", spec.Exportable ? "true" : null)
        .Build();

    /// <summary>What can change on a certificate without a new version. Targets are not among it: a deployment is a change of its own.</summary>
    public static PlanAttributes SettingsOf(CertificateSpec spec, IEnumerable<KeyValuePair<string, string>> tags, bool protect) => new PlanAttributes.Builder()
        .Add("key.rotation", spec.Rotation == KeyRotation.Never ? "never" : "always")
        .Add("renewBefore", spec.RenewBefore.Text)
        .Add("exportable", spec.Exportable ? "true" : "false")
        .Add("onRemove", spec.OnRemove == RemovalPolicy.Revoke ? "revoke" : "retire")
        .Add("tags", Tags(tags))
        .Add("protect", protect ? "true" : "false")
        .Build();

    public static PlanAttributes Of(TargetSpec spec) => spec switch
    {
        TargetSpec.Files files => new PlanAttributes.Builder()
            .Add("files.directory", files.Directory)
            .Add("files.layout", files.Layout.Word())
            .Add("files.owner", files.Owner)
            .Add("files.mode", "0" + Convert.ToString((int)files.Mode, 8))
            .Add("files.password", files.Password?.ToString())
            .Add("files.reload", files.Reload)
            .Add("probe.connect", files.Probe?.Connect)
            .Add("probe.serverName", files.Probe?.ServerName)
            .Add("probe.within", files.Probe is { } probe ? string.Create(CultureInfo.InvariantCulture, $"{probe.Within.TotalSeconds:0}s") : null)
            .Build(),
        _ => throw new ArgumentOutOfRangeException(nameof(spec)),
    };

    public static PlanAttributes Of(DnsProviderSpec spec) => spec switch
    {
        DnsProviderSpec.Embedded embedded => new PlanAttributes.Builder()
            .Add("type", "embedded")
            .Add("zones", embedded.Zones)
                .Add("listen", embedded.Listen.ToString())
            .Build(),
        DnsProviderSpec.ZoneFile file => new PlanAttributes.Builder()
            .Add("type", "zone-file")
            .Add("zones", file.Zones)
            .Add("file", file.File)
            .Add("reload", file.Reload)
            .Build(),
        _ => throw new ArgumentOutOfRangeException(nameof(spec)),
    };

    public static ImmutableArray<string> Tags(IEnumerable<KeyValuePair<string, string>> tags) =>
        [.. tags.Select(tag => $"{tag.Key}={tag.Value}")];

    /// <summary>Field by field and without allocating, since it is asked for every deployment; what a target takes is no part of what was placed.</summary>
    public static bool Same(TargetSpec left, TargetSpec right) => (left, right) switch
    {
        (TargetSpec.Files a, TargetSpec.Files b) =>
            a.Directory == b.Directory && a.Layout == b.Layout && a.Owner == b.Owner && a.Mode == b.Mode && a.Password == b.Password && a.Probe == b.Probe &&
            a.Reload.SequenceEqual(b.Reload, StringComparer.Ordinal),
        _ => false,
    };

    /// <summary>Field by field too, since it is asked for every record.</summary>
    public static bool Same(DnsProviderSpec left, DnsProviderSpec right) => ReferenceEquals(left, right) || (left, right) switch
    {
        (DnsProviderSpec.Embedded a, DnsProviderSpec.Embedded b) => a.Listen.Equals(b.Listen) && a.Zones.SequenceEqual(b.Zones, StringComparer.Ordinal),
        (DnsProviderSpec.ZoneFile a, DnsProviderSpec.ZoneFile b) =>
            a.File == b.File && a.Zones.SequenceEqual(b.Zones, StringComparer.Ordinal) && a.Reload.SequenceEqual(b.Reload, StringComparer.Ordinal),
        _ => false,
    };

    /// <summary>The settings of <see cref="SettingsOf"/>, compared without allocating.</summary>
    public static bool SameSettings(CertificateSpec left, CertificateSpec right) =>
        left.Rotation == right.Rotation && left.RenewBefore.Text == right.RenewBefore.Text && left.Exportable == right.Exportable && left.OnRemove == right.OnRemove;

    public static bool SameTags(
        ImmutableSortedDictionary<string, string> left,
        ImmutableSortedDictionary<string, string> right) =>
        left.Count == right.Count && (left.Count == 0 || left.SequenceEqual(right));

    public static bool Same(AuthoritySpec left, AuthoritySpec right) => Same(Of(left), Of(right));

    public static bool Same(PlanAttributes left, PlanAttributes right) =>
        left.Items.Length == right.Items.Length && left.Except(right).Items.IsEmpty;

    public static string Usage(KeyUsagePurpose usage) => usage switch
    {
        KeyUsagePurpose.ServerAuth => "serverAuth",
        KeyUsagePurpose.ClientAuth => "clientAuth",
    };
}
