using System.Collections.Immutable;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Desired;

public enum KeyRotation
{
    Always,
    Never,
}

public enum RemovalPolicy
{
    Retire,
    Revoke,
}

/// <summary>Extended key usages (RFC 5280, section 4.2.1.12).</summary>
public enum KeyUsagePurpose
{
    ServerAuth,
    ClientAuth,
}

/// <summary>spec of kind Certificate; also what the state keeps as the last applied one.</summary>
public sealed record CertificateSpec
{
    /// <summary>In the order given, duplicates folded; the first is the common name when it fits (row NAM-01).</summary>
    public required ImmutableArray<DnsName> Domains { get; init; }

    /// <summary>In order of preference; at least one.</summary>
    public required ImmutableArray<ResourceId> Authorities { get; init; }

    public ResourceId? Validation { get; init; }

    public KeyAlgorithm KeyAlgorithm { get; init; } = KeyAlgorithm.RSA_2048;

    public KeyRotation Rotation { get; init; } = KeyRotation.Always;

    public Validity Validity { get; init; } = Validity.For(Period.Days(395));

    public Period RenewBefore { get; init; } = Period.Days(60);

    public ImmutableArray<KeyUsagePurpose> Usages { get; init; } = [KeyUsagePurpose.ServerAuth];

    public ImmutableArray<ResourceId> Targets { get; init; } = [];

    public bool Exportable { get; init; }

    public RemovalPolicy OnRemove { get; init; } = RemovalPolicy.Retire;

    /// <summary>Set: every unexpired version is revoked for this reason, for good.</summary>
    public RevocationReason? Revoked { get; init; }

    /// <summary>The authority that is asked first.</summary>
    public ResourceId Authority => Authorities[0];

    /// <summary>The distinct domains whose control is proved, in the order of the names (rows DNS-02, DNS-03).</summary>
    public IEnumerable<string> ValidatedDomains => Domains.Select(name => name.Domain).Distinct(StringComparer.Ordinal);
}
