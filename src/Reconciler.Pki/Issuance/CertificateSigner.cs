using System.Formats.Asn1;
using System.Text;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Desired;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;
using Reconciler.Pki.Encoding;
using Reconciler.Pki.Keys;
using Reconciler.Pki.Linting;
using Reconciler.Pki.Revocation;

namespace Reconciler.Pki.Issuance;

/// <summary>
/// Issues in two steps (row ISS-07): the lints read the very bytes that the token then carries to the key. Stateless and thread safe.
/// </summary>
public sealed class CertificateSigner : ICertificateSigner
{
    public ISigningAuthority Open(byte[] certificate, Secret privateKey)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(privateKey);
        return SigningAuthority.Open(certificate.ToArray(), privateKey);
    }

    public Result<IssuanceToken, LintFailure> Prepare(ISigningAuthority authority, LeafTemplate template)
    {
        ArgumentNullException.ThrowIfNull(template);
        var issuer = Own(authority);
        return Encode(() => LeafEncoder.Encode(issuer.Facts, template)).IsOk(out var toBeSigned, out var refused)
            ? Lint(toBeSigned, issuer, template.Trust)
            : refused;
    }

    public Result<IssuanceToken, LintFailure> Prepare(ISigningAuthority? parent, AuthorityTemplate template, Secret? ownKey)
    {
        ArgumentNullException.ThrowIfNull(template);
        if (parent is null) return PrepareRoot(template, ownKey);
        var issuer = Own(parent);
        return Encode(() => AuthorityEncoder.Encode(template, issuer.Facts, issuer.Facts.SignatureAlgorithm)).IsOk(out var toBeSigned, out var refused)
            ? Lint(toBeSigned, issuer, template.Trust)
            : refused;
    }

    public Result<IssuanceToken, LintFailure> Resume(ISigningAuthority? authority, byte[] toBeSigned, Secret? ownKey)
    {
        ArgumentNullException.ThrowIfNull(toBeSigned);
        var stored = toBeSigned.ToArray();
        if (authority is not null) return Lint(stored, Own(authority), trust: null);
        ArgumentNullException.ThrowIfNull(ownKey);
        return CertificateReader.ReadToBeSigned(stored).IsOk(out var contents, out var problem)
            ? LintSelfSigned(stored, SigningKey.Import(ownKey, contents.PublicKey), trust: null)
            : Unreadable(problem);
    }

    public byte[] Sign(IssuanceToken token)
    {
        if (token is not LintedToken linted) throw new ArgumentException("the token is not one of this signer's", nameof(token));
        return SignedExactly(linted.ToBeSigned, linted.SignatureAlgorithm, linted.SignOnce());
    }

    public byte[] PublicKeyOf(byte[] certificate) => CertificateReader.Read(certificate).IsOk(out var contents, out var problem)
        ? contents.PublicKey.ToArray()
        : throw new ReconcilerException(
            FailureKind.Environment,
            $"a certificate in the state is damaged: {problem}",
            "run doctor, and put back the newest good copy of the state folder; nothing was changed");

    public Result<byte[], LintFailure> SignCrl(ISigningAuthority authority, CrlTemplate template)
    {
        ArgumentNullException.ThrowIfNull(template);
        var issuer = Own(authority);
        var toBeSigned = CrlEncoder.Encode(issuer.Facts, template);
        if (!CrlReader.ReadToBeSigned(toBeSigned).IsOk(out var contents, out var problem)) return Unreadable(problem);
        if (CrlLints.Run(new(contents, issuer.Facts, issuer.MaySignCrls)) is { } failure) return failure;
        return SignedExactly(toBeSigned, issuer.Facts.SignatureAlgorithm, issuer.Sign(toBeSigned));
    }

    private static Result<IssuanceToken, LintFailure> PrepareRoot(AuthorityTemplate template, Secret? ownKey)
    {
        ArgumentNullException.ThrowIfNull(ownKey);
        var key = SigningKey.Import(ownKey, template.PublicKey);
        if (Encode(() => AuthorityEncoder.Encode(template, null, key.SignatureAlgorithm)).IsOk(out var toBeSigned, out var refused))
            return LintSelfSigned(toBeSigned, key, template.Trust);
        key.Dispose();
        return refused;
    }

    private static Result<IssuanceToken, LintFailure> Lint(byte[] toBeSigned, SigningAuthority issuer, Trust? trust)
    {
        if (!CertificateReader.ReadToBeSigned(toBeSigned).IsOk(out var contents, out var problem)) return Unreadable(problem);
        if (CertificateLints.Run(new(contents, issuer.Facts, trust)) is { } failure) return failure;
        return new LintedToken(contents, issuer);
    }

    /// <summary>Owns the key until the token does.</summary>
    private static Result<IssuanceToken, LintFailure> LintSelfSigned(byte[] toBeSigned, SigningKey key, Trust? trust)
    {
        var failure = CertificateReader.ReadToBeSigned(toBeSigned).IsOk(out var contents, out var problem)
            ? CertificateLints.Run(new(contents, IssuerFacts.Itself(contents, key.SignatureAlgorithm), trust))
            : Unreadable(problem);
        if (failure is null) return new LintedToken(contents!, key);
        key.Dispose();
        return failure;
    }

    /// <summary>A text that its ASN.1 string type cannot hold, or a public key that is none, is a finding like any other.</summary>
    private static Result<byte[], LintFailure> Encode(Func<byte[]> encode)
    {
        try
        {
            return encode();
        }
        catch (Exception exception) when (exception is EncoderFallbackException or AsnContentException)
        {
            return Unreadable($"the certificate cannot be encoded: {exception.Message}");
        }
    }

    /// <summary>Reads the finished object again: what it holds must be what was linted, octet for octet.</summary>
    private static byte[] SignedExactly(ReadOnlyMemory<byte> linted, ReadOnlyMemory<byte> algorithm, byte[] signature)
    {
        var finished = new SignedObject(linted, algorithm, signature).Encode();
        return SignedObject.Read(finished).ToBeSigned.Span.SequenceEqual(linted.Span)
            ? finished
            : throw new InvalidOperationException("the signed text is not the one that was linted");
    }

    private static LintFailure Unreadable(string problem) => new([$"{CertificateLints.Unreadable} {problem}"]);

    private static SigningAuthority Own(ISigningAuthority authority) =>
        authority as SigningAuthority ?? throw new ArgumentException("the authority was not opened by this signer", nameof(authority));
}
