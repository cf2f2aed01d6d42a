using System.Collections.Immutable;
using Reconciler.Core.Desired;

namespace Reconciler.Pki.Encoding;

/// <summary>
/// What a certificate says (RFC 5280, section 4.1), as <see cref="CertificateReader"/> found it: nothing is corrected, so that lints see what a
/// client will see. Memory points into the text that was read.
/// </summary>
public sealed class CertificateContents
{
    /// <summary>The whole TBSCertificate.</summary>
    public required ReadOnlyMemory<byte> ToBeSigned { get; init; }

    /// <summary>1 to 3, as people count; the encoding is one less.</summary>
    public required int Version { get; init; }

    /// <summary>Content octets of the serial number, its sign bit included.</summary>
    public required ReadOnlyMemory<byte> Serial { get; init; }

    /// <summary>AlgorithmIdentifier DER of the to-be-signed part.</summary>
    public required ReadOnlyMemory<byte> SignatureAlgorithm { get; init; }

    /// <summary>Name DER.</summary>
    public required ReadOnlyMemory<byte> Issuer { get; init; }

    public required EncodedTime NotBefore { get; init; }

    public required EncodedTime NotAfter { get; init; }

    /// <summary>Name DER.</summary>
    public required ReadOnlyMemory<byte> Subject { get; init; }

    public required ImmutableArray<SubjectAttribute> SubjectAttributes { get; init; }

    /// <summary>SubjectPublicKeyInfo DER.</summary>
    public required ReadOnlyMemory<byte> PublicKey { get; init; }

    public required PublicKeyContents Key { get; init; }

    /// <summary>In the order of the certificate.</summary>
    public required ImmutableArray<CertificateExtension> Extensions { get; init; }

    /// <summary>The extensions that we know, read.</summary>
    public required ExtensionValues Values { get; init; }

    /// <summary>Lower-case hexadecimal of the content octets.</summary>
    public string SerialHex => Convert.ToHexStringLower(Serial.Span);

    public string? CommonName => SubjectAttributes.FirstOrDefault(attribute => attribute.Oid == Oids.CommonName).Value;

    /// <summary>A Name without any attribute is the two octets 30 00.</summary>
    public bool HasEmptySubject => SubjectAttributes.IsEmpty;

    public bool IsAuthority => Values.BasicConstraints is { IsAuthority: true };
}

/// <summary>One attribute of a Name; a text of a kind that we do not read is empty.</summary>
public readonly record struct SubjectAttribute(string Oid, string Value);

/// <param name="Value">Content of the extnValue octet string.</param>
public readonly record struct CertificateExtension(string Oid, bool IsCritical, ReadOnlyMemory<byte> Value);

/// <summary>keyUsage of RFC 5280, section 4.2.1.3; a value is the bit of that number.</summary>
[Flags]
public enum KeyUsageBits
{
    None = 0,
    DigitalSignature = 1 << 0,
    NonRepudiation = 1 << 1,
    KeyEncipherment = 1 << 2,
    DataEncipherment = 1 << 3,
    KeyAgreement = 1 << 4,
    KeyCertSign = 1 << 5,
    CrlSign = 1 << 6,
    EncipherOnly = 1 << 7,
    DecipherOnly = 1 << 8,
}

/// <summary>Values of the extensions that we know; null or empty where the extension is absent. Filled by the reader, constant afterwards.</summary>
public sealed class ExtensionValues
{
    public KeyUsageBits? KeyUsage { get; internal set; }

    /// <summary>Object identifiers in their order.</summary>
    public ImmutableArray<string> ExtendedKeyUsages { get; internal set; } = [];

    public BasicConstraints? BasicConstraints { get; internal set; }

    public ReadOnlyMemory<byte>? SubjectKeyIdentifier { get; internal set; }

    public AuthorityKeyIdentifier? AuthorityKeyIdentifier { get; internal set; }

    public AlternativeNames? SubjectAlternativeName { get; internal set; }

    /// <summary>Object identifiers in their order.</summary>
    public ImmutableArray<string> Policies { get; internal set; } = [];

    /// <summary>True when a policy carries qualifiers.</summary>
    public bool HasPolicyQualifiers { get; internal set; }

    public DistributionPoints? CrlDistributionPoints { get; internal set; }

    public ImmutableArray<AccessDescription> AuthorityInformationAccess { get; internal set; } = [];

    public ConstrainedNames? NameConstraints { get; internal set; }

    public bool HasNoRevocationAvailable { get; internal set; }
}

public sealed record BasicConstraints(bool IsAuthority, int? PathLength);

/// <param name="KeyIdentifier">Null when that field is absent.</param>
/// <param name="HasIssuerAndSerial">True when the other form, which we never write, is there too.</param>
public sealed record AuthorityKeyIdentifier(ReadOnlyMemory<byte>? KeyIdentifier, bool HasIssuerAndSerial);

/// <param name="HasOtherForms">True when there is a name that is no dNSName.</param>
public sealed record AlternativeNames(ImmutableArray<string> DnsNames, bool HasOtherForms);

/// <param name="Urls">All URIs of full names.</param>
/// <param name="Count">Number of distribution points.</param>
/// <param name="HasOtherForms">True when there are relative names, reasons, a CRL issuer or names that are no URI.</param>
public sealed record DistributionPoints(ImmutableArray<string> Urls, int Count, bool HasOtherForms);

/// <param name="Url">Null when the location is no URI.</param>
public readonly record struct AccessDescription(string Method, string? Url);

/// <param name="HasOtherForms">True when there is a form besides dNSName and iPAddress, a mask with holes, or a minimum or maximum.</param>
public sealed record ConstrainedNames(NameConstraints Names, bool HasOtherForms);
