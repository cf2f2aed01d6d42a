using Reconciler.Core.Applying.Ports;
using Reconciler.Pki.Encoding;
using Reconciler.Pki.Keys;

namespace Reconciler.Pki.Issuance;

/// <summary>A linted text bound to the key that may sign it. The key can be had once, so no text is signed twice on one lint.</summary>
internal sealed class LintedToken : IssuanceToken
{
    private readonly SigningAuthority? _authority;
    private SigningKey? _ownKey;
    private int _used;

    /// <summary>Signed by <paramref name="authority"/>, which outlives the token.</summary>
    public LintedToken(CertificateContents certificate, SigningAuthority authority)
        : this(certificate) => _authority = authority;

    /// <summary>Self-signed; the token owns the key and unloads it when it is used.</summary>
    public LintedToken(CertificateContents certificate, SigningKey ownKey)
        : this(certificate) => _ownKey = ownKey;

    // Keeps the text and not what was read of it: a batch holds a thousand tokens.
    private LintedToken(CertificateContents certificate)
    {
        (ToBeSigned, SignatureAlgorithm) = (certificate.ToBeSigned, certificate.SignatureAlgorithm);
        (NotBefore, NotAfter) = (certificate.NotBefore.Instant, certificate.NotAfter.Instant);
    }

    public override ReadOnlyMemory<byte> ToBeSigned { get; }

    public override DateTimeOffset NotBefore { get; }

    public override DateTimeOffset NotAfter { get; }

    public ReadOnlyMemory<byte> SignatureAlgorithm { get; }

    /// <summary>Signs the linted text; throws InvalidOperationException on the second call, whatever the first came to.</summary>
    public byte[] SignOnce()
    {
        if (Interlocked.Exchange(ref _used, 1) != 0) throw new InvalidOperationException("the token was used before");
        if (_authority is not null) return _authority.Sign(ToBeSigned.Span);
        using var key = Interlocked.Exchange(ref _ownKey, null)!;
        return key.Sign(ToBeSigned.Span);
    }
}
