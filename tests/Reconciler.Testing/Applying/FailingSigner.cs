using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Diagnostics;
using Reconciler.Core.Domain;

namespace Reconciler.Testing.Applying;

/// <summary>An issuer that refuses everything while it is told to.</summary>
public sealed class FailingSigner(ICertificateSigner signer) : ICertificateSigner
{
    public bool IsBroken { get; set; }

    public ISigningAuthority Open(byte[] certificate, Secret privateKey) => signer.Open(certificate, privateKey);

    public Result<IssuanceToken, LintFailure> Prepare(ISigningAuthority authority, LeafTemplate template) => IsBroken ? Refusal() : signer.Prepare(authority, template);

    public Result<IssuanceToken, LintFailure> Prepare(ISigningAuthority? parent, AuthorityTemplate template, Secret? ownKey) =>
        IsBroken ? Refusal() : signer.Prepare(parent, template, ownKey);

    public Result<IssuanceToken, LintFailure> Resume(ISigningAuthority? authority, byte[] toBeSigned, Secret? ownKey) => IsBroken ? Refusal() : signer.Resume(authority, toBeSigned, ownKey);

    public byte[] Sign(IssuanceToken token) => signer.Sign(token);

    public byte[] PublicKeyOf(byte[] certificate) => signer.PublicKeyOf(certificate);

    public Result<byte[], LintFailure> SignCrl(ISigningAuthority authority, CrlTemplate template) => IsBroken ? Refusal() : signer.SignCrl(authority, template);

    private static LintFailure Refusal() => new(["the issuer is broken"]);
}
