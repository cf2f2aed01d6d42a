using Reconciler.Core.Applying.Ports;
using Reconciler.Pki.Encoding;
using Reconciler.Pki.Keys;

namespace Reconciler.Pki.Issuance;

/// <summary>A linted text bound to the key that may sign it. The key can be had once, so no text is signed twice on one lint.</summary>
internal sealed class LintedToken : IssuanceToken
{
    private readonly CertificateContents _certificate;
    private readonly SigningAuthority? _authority;
    private SigningKey? _ownKey;
    private int _used;

    /// <summary>Signed by <paramref name="authority"/>, which outlives the token.</summary>
    public LintedToken(CertificateContents certificate, SigningAuthority authority) => (_certificate, _authority) = (certificate, authority);

    /// <summary>Self-signed; the token owns the key and unloads it when it is used.</summary>
    public LintedToken(CertificateContents certificate, SigningKey ownKey) => (_certificate, _ownKey) = (certificate, ownKey);

    public override ReadOnlyMemory<byte> ToBeSigned => _certificate.ToBeSigned;

    public override DateTimeOffset NotBefore => _certificate.NotBefore.Instant;

    public override DateTimeOffset NotAfter => _certificate.NotAfter.Instant;

    public ReadOnlyMemory<byte> SignatureAlgorithm => _certificate.SignatureAlgorithm;

    /// <summary>Signs the linted text; throws InvalidOperationException on the second call, whatever the first came to.</summary>
    public byte[] SignOnce()
    {
        if (Interlocked.Exchange(ref _used, 1) != 0) throw new InvalidOperationException("the token was used before");
        if (_authority is not null) return _authority.Sign(ToBeSigned.Span);
        using var key = Interlocked.Exchange(ref _ownKey, null)!;
        return key.Sign(ToBeSigned.Span);
    }
}
