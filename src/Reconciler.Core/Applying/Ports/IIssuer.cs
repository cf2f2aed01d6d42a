using System.Collections.Immutable;
using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Applying.Ports;

/// <summary>Makes key pairs. RSA keys are costly (145 ms for 2048 bits): callers make many at once, in parallel.</summary>
public interface IKeyMaker
{
    KeyPair Create(KeyAlgorithm algorithm);
}

/// <summary>A fresh key pair. The owner disposes it.</summary>
/// <param name="PrivateKey">PKCS#8 DER (RFC 5958).</param>
/// <param name="PublicKey">SubjectPublicKeyInfo DER.</param>
/// <param name="PublicKeyHash">SHA-256 of the latter, lower-case hexadecimal.</param>
public sealed record KeyPair(KeyAlgorithm Algorithm, Secret PrivateKey, byte[] PublicKey, string PublicKeyHash) : IDisposable
{
    public void Dispose() => PrivateKey.Dispose();
}

/// <summary>
/// Signs in two steps: prepare builds and lints, and gives a token; sign takes the token, once. Nothing else leads to an authority's key, so
/// nothing is signed that was not linted (row ISS-07).
/// </summary>
public interface ICertificateSigner
{
    /// <summary>Opens an authority for signing: its certificate parsed and its key loaded once, for a whole batch. <paramref name="privateKey"/> is copied.</summary>
    ISigningAuthority Open(byte[] certificate, Secret privateKey);

    /// <summary>Builds and lints a leaf certificate's to-be-signed bytes.</summary>
    Result<IssuanceToken, LintFailure> Prepare(ISigningAuthority authority, LeafTemplate template);

    /// <summary>Builds and lints an authority's certificate. <paramref name="parent"/> null: self-signed with <paramref name="ownKey"/>.</summary>
    Result<IssuanceToken, LintFailure> Prepare(ISigningAuthority? parent, AuthorityTemplate template, Secret? ownKey);

    /// <summary>Takes up stored to-be-signed bytes of a run that was cut off; they are linted again. <paramref name="authority"/> null: self-signed with <paramref name="ownKey"/>.</summary>
    Result<IssuanceToken, LintFailure> Resume(ISigningAuthority? authority, byte[] toBeSigned, Secret? ownKey);

    /// <summary>
    /// Signs the token's bytes and verifies that the certificate holds exactly them. Throws InvalidOperationException when the token was used before.
    /// </summary>
    byte[] Sign(IssuanceToken token);

    /// <summary>SubjectPublicKeyInfo DER of a certificate that we issued.</summary>
    byte[] PublicKeyOf(byte[] certificate);

    /// <summary>Builds, lints and signs a CRL.</summary>
    Result<byte[], LintFailure> SignCrl(ISigningAuthority authority, CrlTemplate template);
}

/// <summary>An authority ready to sign. Thread safe.</summary>
public interface ISigningAuthority : IDisposable
{
    /// <summary>Last instant of its certificate.</summary>
    DateTimeOffset NotAfter { get; }
}

/// <summary>The right to sign one linted text once; made only by <see cref="ICertificateSigner"/>.</summary>
public abstract class IssuanceToken
{
    /// <summary>TBSCertificate DER, as it was linted.</summary>
    public abstract ReadOnlyMemory<byte> ToBeSigned { get; }

    /// <summary>First instant of the certificate, as it stands in the text.</summary>
    public abstract DateTimeOffset NotBefore { get; }

    /// <summary>Last instant of the certificate, as it stands in the text.</summary>
    public abstract DateTimeOffset NotAfter { get; }
}

/// <summary>What a lint found; the certificate is not signed.</summary>
public sealed record LintFailure(ImmutableArray<string> Findings)
{
    public override string ToString() => string.Join("; ", Findings);
}

/// <summary>What a leaf certificate shall hold.</summary>
public sealed record LeafTemplate
{
    public required SerialNumber Serial { get; init; }

    public required DateTimeOffset NotBefore { get; init; }

    public required DateTimeOffset NotAfter { get; init; }

    public required ImmutableArray<DnsName> Names { get; init; }

    /// <summary>SubjectPublicKeyInfo DER.</summary>
    public required byte[] PublicKey { get; init; }

    public required ImmutableArray<KeyUsagePurpose> Usages { get; init; }

    public required IssuingProfile Profile { get; init; }

    public required Trust Trust { get; init; }

    public AuthorityMode Mode { get; init; } = AuthorityMode.General;

    /// <summary>CRL distribution point; null: none is written.</summary>
    public string? CrlUrl { get; init; }

    /// <summary>caIssuers of authority information access; null: none is written.</summary>
    public string? IssuerUrl { get; init; }
}

/// <summary>What an authority's certificate shall hold.</summary>
public sealed record AuthorityTemplate
{
    public required SerialNumber Serial { get; init; }

    public required DateTimeOffset NotBefore { get; init; }

    public required DateTimeOffset NotAfter { get; init; }

    public required DistinguishedName Subject { get; init; }

    /// <summary>SubjectPublicKeyInfo DER.</summary>
    public required byte[] PublicKey { get; init; }

    public int? PathLength { get; init; }

    public NameConstraints NameConstraints { get; init; } = NameConstraints.None;

    public required IssuingProfile Profile { get; init; }

    public required Trust Trust { get; init; }

    public string? CrlUrl { get; init; }

    public string? IssuerUrl { get; init; }
}

/// <summary>What a CRL shall hold.</summary>
public sealed record CrlTemplate(long Number, DateTimeOffset ThisUpdate, DateTimeOffset NextUpdate, IReadOnlyList<Actual.RevokedEntry> Revoked);

/// <summary>Encrypts private keys at rest (row KEY-02). The only component that sees a key-encryption key.</summary>
public interface IKeyVault
{
    /// <summary>
    /// Makes sure that the region's key-encryption key is there and right before anything is touched. It is made only while the state holds no private
    /// key of the region. Of <paramref name="sample"/>, one stored key, the data key is unwrapped to prove that it fits; the private key stays sealed.
    /// Throws ReconcilerException naming what is missing or wrong.
    /// </summary>
    void Prepare(string account, string region, bool stateHoldsKeys, (KeyContext Context, Actual.SealedKey Key)? sample);

    Actual.SealedKey Seal(KeyContext context, ReadOnlySpan<byte> privateKey);

    /// <summary>Throws ReconcilerException when the key-encryption key or the context does not fit.</summary>
    Secret Open(KeyContext context, Actual.SealedKey key);
}

/// <summary>What a private key is bound to as associated data, so that stored blobs cannot be swapped.</summary>
/// <param name="PublicKeyHash">SHA-256 of the SubjectPublicKeyInfo, lower-case hexadecimal.</param>
public sealed record KeyContext(Crn Crn, int Version, string PublicKeyHash);

/// <summary>Writes what an authority publishes: its certificate and its CRL, for HTTP servers and people to fetch.</summary>
public interface IAuthorityPublisher
{
    /// <summary>Absolute path of the authority's CRL.</summary>
    string CrlPath(ResourceId authority, RevocationSpec revocation);

    /// <summary>Absolute path of the authority's certificate (DER).</summary>
    string CertificatePath(ResourceId authority, RevocationSpec revocation);

    /// <summary>True when the file is there with exactly these bytes by length and SHA-256.</summary>
    bool Holds(string path, string sha256);

    /// <summary>Writes to a temporary file in the same folder, makes it durable, renames. Returns a failure sentence, or null.</summary>
    string? Write(string path, ReadOnlySpan<byte> content);
}

/// <summary>Randomness from the operating system.</summary>
public interface IEntropy
{
    void Fill(Span<byte> bytes);
}
