using System.Collections.Immutable;
using Reconciler.Core.Desired;
using Reconciler.Pki.Encoding;

namespace Reconciler.Pki.Issuance;

/// <summary>What an issuer's certificate and key decide about what it signs; read once, used by encoders and lints.</summary>
internal sealed record IssuerFacts
{
    /// <summary>Subject DER, copied byte for byte into what it issues.</summary>
    public required ReadOnlyMemory<byte> Subject { get; init; }

    /// <summary>The subject key identifier as its certificate has it; null when that has none.</summary>
    public required ReadOnlyMemory<byte>? KeyIdentifier { get; init; }

    /// <summary>AlgorithmIdentifier DER that its key signs with.</summary>
    public required ReadOnlyMemory<byte> SignatureAlgorithm { get; init; }

    public required DateTimeOffset NotAfter { get; init; }

    public int? PathLength { get; init; }

    /// <summary>Null: none.</summary>
    public ConstrainedNames? NameConstraints { get; init; }

    /// <summary>Object identifiers; empty: any.</summary>
    public ImmutableArray<string> ExtendedKeyUsages { get; init; } = [];

    /// <summary>True when the certificate in question is the issuer's own.</summary>
    public bool IsSubjectItself { get; init; }

    public NameConstraints Constraints => NameConstraints?.Names ?? Core.Desired.NameConstraints.None;

    public static IssuerFacts Of(CertificateContents certificate, ReadOnlyMemory<byte> signatureAlgorithm) => new()
    {
        Subject = certificate.Subject,
        KeyIdentifier = certificate.Values.SubjectKeyIdentifier,
        SignatureAlgorithm = signatureAlgorithm,
        NotAfter = certificate.NotAfter.Instant,
        PathLength = certificate.Values.BasicConstraints?.PathLength,
        NameConstraints = certificate.Values.NameConstraints,
        ExtendedKeyUsages = certificate.Values.ExtendedKeyUsages,
    };

    /// <summary>A self-signed certificate is bound by its key alone, not by what it says about those below it (RFC 5280, section 6.1).</summary>
    public static IssuerFacts Itself(CertificateContents certificate, ReadOnlyMemory<byte> signatureAlgorithm) => new()
    {
        Subject = certificate.Subject,
        KeyIdentifier = certificate.Values.SubjectKeyIdentifier,
        SignatureAlgorithm = signatureAlgorithm,
        NotAfter = certificate.NotAfter.Instant,
        IsSubjectItself = true,
    };
}
