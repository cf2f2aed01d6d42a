using System.Security.Cryptography;
using Reconciler.Core.Actual;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Applying;

/// <summary>
/// Makes authorities and their newer certificates: key and to-be-signed bytes are stored first, then signed, then stored with the outcome, then the
/// first CRL follows. What a cut-off run left is finished with the same key and serial, unless its manifest has changed: then that serial stays taken.
/// </summary>
internal sealed class AuthorityHandler(
    IKeyMaker keyMaker,
    ICertificateSigner signer,
    IKeyVault vault,
    IEntropy entropy,
    AuthorityKeys keys,
    CrlHandler crls) : BatchHandler
{
    /// <summary>Clocks of relying parties may be a little behind ours.</summary>
    internal static readonly TimeSpan Backdate = TimeSpan.FromMinutes(1);

    protected override async Task<IReadOnlyList<ActionOutcome>> DoAsync(IReadOnlyList<PlanAction> batch, ApplyRun run, CancellationToken cancellationToken)
    {
        var outcomes = new List<ActionOutcome>(batch.Count);
        foreach (var action in batch)
        {
            var id = action is PlanAction.CreateAuthority create ? create.Authority : ((PlanAction.RenewAuthority)action).Authority;
            outcomes.Add(await MakeAsync(action, run.Desired.Get<CertificateAuthority>(id), run, cancellationToken).ConfigureAwait(false));
        }

        return outcomes;
    }

    private async Task<ActionOutcome> MakeAsync(PlanAction action, CertificateAuthority desired, ApplyRun run, CancellationToken cancellationToken)
    {
        var actual = run.Authorities.GetValueOrDefault(desired.Id) ?? New(desired);
        var parent = desired.Spec.Parent is { } parentId ? await keys.OpenAsync(parentId, run, cancellationToken).ConfigureAwait(false) : null;
        var change = $"authority-{action.Verb.Word()}";
        run.Reach($"{change}.begun");
        var (begun, failure) = await BeginAsync(action, desired, actual, parent, run, cancellationToken).ConfigureAwait(false);
        if (begun is null) return ActionOutcome.Failed(action, failure!);
        using var ownKey = begun.OwnKey;
        run.Reach($"{change}.intent-stored");
        var der = signer.Sign(begun.Token);
        run.Reach($"{change}.signed");
        var version = begun.Version with { Fingerprint = Convert.ToHexStringLower(SHA256.HashData(der)) };
        actual = begun.Authority with
        {
            Status = desired.Spec.State == DesiredAuthorityState.Disabled ? AuthorityStatus.Disabled : AuthorityStatus.Active,
            Versions = begun.Authority.Versions.Insert(0, version),
            Intent = null,
            Condition = begun.Authority.Condition is { Code: AuthorityPlanner.CrlBehind } behind ? behind : null,
        };
        actual = actual with { NextDue = DueTimes.Of(actual) };
        await run.CommitAsync([new StateChange.PutAuthorityVersion(desired.Id, version, der), new StateChange.PutAuthority(actual)]).ConfigureAwait(false);
        run.Reach($"{change}.outcome-stored");
        run.Authorities[desired.Id] = actual;
        run.AuthorityCertificates[(desired.Id, version.Number)] = der;
        ResourceId[] signing = begun.Behind is { } issuer ? [desired.Id, issuer] : [desired.Id];
        var unpublished = await crls.SignAsync(signing, run, cancellationToken).ConfigureAwait(false);
        return unpublished is null
            ? ActionOutcome.Done(action, $"serial {version.Serial}, until {Instants.Format(version.NotAfter)}")
            : ActionOutcome.Failed(action, $"the authority is there, its files are not: {unpublished}");
    }

    private ActualAuthority New(CertificateAuthority desired) => new()
    {
        Id = desired.Id,
        Uuid = entropy.NextUuid(),
        Status = AuthorityStatus.Creating,
        Applied = desired.Spec,
        Tags = desired.Tags,
        Protect = desired.Protect,
    };

    /// <param name="Behind">The parent whose CRL must list what was begun before and is closed as unknown.</param>
    private sealed record Begun(IssuanceToken Token, ActualAuthority Authority, AuthorityVersion Version, Secret? OwnKey, ResourceId? Behind = null);

    private async Task<(Begun? Begun, string? Failure)> BeginAsync(
        PlanAction action, CertificateAuthority desired, ActualAuthority actual, ISigningAuthority? parent, ApplyRun run, CancellationToken cancellationToken)
    {
        var stored = await run.Writer.ReadIntentsAsync([desired.Id], cancellationToken).ConfigureAwait(false);
        var left = stored.GetValueOrDefault(desired.Id);
        if (left?.Intent.SpecHash == SpecHash.Of(desired.Spec) && await ResumeAsync(desired, actual, parent, left, run, cancellationToken).ConfigureAwait(false) is { } resumed)
            return (resumed, null);

        var generation = actual.Generation + 1;
        var current = actual.Current;
        using var pair = current is null ? keyMaker.Create(desired.Spec.KeyAlgorithm) : null;
        var keyVersion = current?.KeyVersion ?? generation;
        var keyHash = current?.KeyHash ?? pair!.PublicKeyHash;
        var ownKey = pair is not null ? Secret.CopyOf(pair.PrivateKey.Bytes)
            : parent is null ? await keys.OpenKeyAsync(actual, keyVersion, keyHash, run, cancellationToken).ConfigureAwait(false)
            : null;
        var publicKey = pair?.PublicKey ?? signer.PublicKeyOf(run.AuthorityCertificates[(desired.Id, current!.Number)]);
        var template = TemplateOf(desired, publicKey, parent, run);
        if (!signer.Prepare(parent, template, parent is null ? ownKey : null).IsOk(out var token, out var findings))
        {
            ownKey?.Dispose();
            return (null, $"the certificate was not signed: {findings}");
        }

        var open = new OpenIntent(generation, SpecHash.Of(desired.Spec), template.Serial, action.Verb.Word()) { Issuer = desired.Spec.Parent, NotAfter = template.NotAfter };
        actual = actual with { Generation = generation, Applied = desired.Spec, Tags = desired.Tags, Protect = desired.Protect, AppliedRevision = run.Revision };
        var sealedKey = pair is null ? null : vault.Seal(new(Crn.Of(desired.Id, actual.Uuid), keyVersion, keyHash), pair.PrivateKey.Bytes);
        var behind = left?.Intent.Issuer;
        await run.CommitAsync(
        [
            .. left is null ? [] : UnknownOutcome.Close(desired.Id, left.Intent, RevocationReason.Superseded, run),
            .. behind is null ? (StateChange[])[] : [UnknownOutcome.MarkCrlBehind(behind, run)],
            new StateChange.PutAuthority(actual),
            new StateChange.BeginAuthority(desired.Id, open, sealedKey, keyVersion, keyHash, token.ToBeSigned.ToArray()),
            run.Audit(AuditActions.Sign, (desired.Spec.Parent ?? desired.Id).Text, $"certificate {template.Serial} of {desired.Id}", template.Serial.Hex),
        ]).ConfigureAwait(false);
        return (new(token, actual, VersionOf(desired, template.Serial, template.NotBefore, template.NotAfter, generation, keyVersion, keyHash, run), ownKey, behind), null);
    }

    /// <summary>Null when the stored bytes no longer pass the lints; then they are closed and begun anew.</summary>
    private async Task<Begun?> ResumeAsync(
        CertificateAuthority desired, ActualAuthority actual, ISigningAuthority? parent, StoredIntent intent, ApplyRun run, CancellationToken cancellationToken)
    {
        var ownKey = parent is null ? await keys.OpenKeyAsync(actual, intent.KeyVersion, intent.KeyHash, run, cancellationToken).ConfigureAwait(false) : null;
        if (!signer.Resume(parent, intent.ToBeSigned, ownKey).IsOk(out var token, out _))
        {
            ownKey?.Dispose();
            return null;
        }

        await run.CommitAsync([run.Audit(AuditActions.Sign, (desired.Spec.Parent ?? desired.Id).Text, $"certificate {intent.Intent.Serial} of {desired.Id}, begun before")]).ConfigureAwait(false);
        var version = VersionOf(desired, intent.Intent.Serial, token.NotBefore, token.NotAfter, intent.Intent.Generation, intent.KeyVersion, intent.KeyHash, run);
        return new(token, actual, version, ownKey);
    }

    private AuthorityTemplate TemplateOf(CertificateAuthority desired, byte[] publicKey, ISigningAuthority? parent, ApplyRun run)
    {
        var notBefore = run.NowInSeconds - Backdate;
        var end = desired.Spec.Validity.End(notBefore);
        var parentSpec = desired.Spec.Parent is { } id ? run.Authorities[id].Applied.Revocation : null;
        return new()
        {
            Serial = entropy.NextSerial(),
            NotBefore = notBefore,
            NotAfter = parent is not null && parent.NotAfter < end ? parent.NotAfter : end,
            Subject = desired.Spec.Subject,
            PublicKey = publicKey,
            PathLength = desired.Spec.PathLength,
            NameConstraints = desired.Spec.NameConstraints,
            Profile = desired.Spec.Profile,
            Trust = desired.Spec.Trust,
            CrlUrl = parentSpec is null ? null : PublishedUrls.Crl(desired.Spec.Parent!, parentSpec),
            IssuerUrl = parentSpec is null ? null : PublishedUrls.Certificate(desired.Spec.Parent!, parentSpec),
        };
    }

    private static AuthorityVersion VersionOf(
        CertificateAuthority desired, SerialNumber serial, DateTimeOffset notBefore, DateTimeOffset notAfter, int number, int keyVersion, string keyHash, ApplyRun run) => new()
        {
            Number = number,
            Serial = serial,
            NotBefore = notBefore,
            NotAfter = notAfter,
            Fingerprint = "",
            KeyHash = keyHash,
            KeyVersion = keyVersion,
            Parent = desired.Spec.Parent,
            ParentVersion = desired.Spec.Parent is { } parent ? run.Authorities[parent].Current!.Number : null,
        };
}
