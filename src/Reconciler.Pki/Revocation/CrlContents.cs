using System.Collections.Immutable;
using Reconciler.Pki.Encoding;

namespace Reconciler.Pki.Revocation;

/// <summary>What a CRL says (RFC 5280, section 5.1). Memory points into the text that was read.</summary>
internal sealed record CrlContents
{
    public required int Version { get; init; }

    /// <summary>AlgorithmIdentifier DER of the to-be-signed part.</summary>
    public required ReadOnlyMemory<byte> SignatureAlgorithm { get; init; }

    /// <summary>Name DER.</summary>
    public required ReadOnlyMemory<byte> Issuer { get; init; }

    public required EncodedTime ThisUpdate { get; init; }

    /// <summary>Null when it is absent.</summary>
    public required EncodedTime? NextUpdate { get; init; }

    /// <summary>Null when the list is absent, which is not the same as an empty one.</summary>
    public required IReadOnlyList<CrlEntry>? Entries { get; init; }

    public required ImmutableArray<CertificateExtension> Extensions { get; init; }

    public required AuthorityKeyIdentifier? AuthorityKeyIdentifier { get; init; }

    /// <summary>Content octets; null when it is absent.</summary>
    public required ReadOnlyMemory<byte>? Number { get; init; }
}

/// <param name="Serial">Content octets.</param>
/// <param name="Reason">CRLReason; null when it is absent.</param>
/// <param name="HasOtherExtensions">True when an entry extension besides the reason is there, or a critical one.</param>
internal readonly record struct CrlEntry(ReadOnlyMemory<byte> Serial, EncodedTime RevokedAt, int? Reason, bool HasOtherExtensions);
