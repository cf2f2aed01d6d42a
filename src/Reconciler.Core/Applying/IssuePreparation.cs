using System.Security.Cryptography;
using Reconciler.Core.Actual;
using Reconciler.Core.Applying.Ports;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Planning;

namespace Reconciler.Core.Applying;

/// <summary>A certificate ready to be signed once its intent is durable.</summary>
/// <param name="Certificate">Its row as the intent writes it.</param>
/// <param name="Version">The version it becomes; fingerprint not known yet.</param>
/// <param name="Closed">What a cut-off run began for it and is closed as unknown.</param>
internal sealed record PreparedIssue(
    PlanAction.IssueCertificate Action,
    ActualCertificate Certificate,
    CertificateVersion Version,
    int KeyVersion,
    IssuanceToken Token,
    IReadOnlyList<StateChange> Intent,
    OpenIntent? Closed);

internal sealed record SignedIssue(PreparedIssue Item, CertificateVersion Version, byte[] Der);

/// <summary>A part whose intents are durable, and that is being signed on other threads. Whoever began it awaits it.</summary>
/// <param name="Signed">Null where nothing of the part is left to sign.</param>
/// <param name="Outcomes">Of what was refused before.</param>
/// <param name="Closed">Authorities of intents that were closed as unknown.</param>
internal sealed record PartUnderWay(Task<IReadOnlyList<SignedIssue>>? Signed, List<ActionOutcome> Outcomes, List<ResourceId> Closed, List<string> Verbs);

internal sealed record PreparedBatch(IReadOnlyList<PreparedIssue> Items, IReadOnlyList<(PlanAction.IssueCertificate Action, string Failure)> Refused);

/// <summary>A batch whose keys are being made on other threads. Whoever began it awaits it, also where its outcome is no longer wanted.</summary>
internal sealed record BatchUnderWay(Task<PreparedBatch> Prepared);

/// <summary>
/// Makes keys, takes serials, builds and lints, for many certificates on all cores; and signs what was prepared. The store is touched only while a
/// batch begins, to read what a cut-off run left and the keys that renewals keep: what goes on behind that may run beside a commit.
/// </summary>
internal sealed class IssuePreparation(IKeyMaker keyMaker, ICertificateSigner signer, IKeyVault vault, IEntropy entropy, AuthorityKeys keys)
{
    private sealed record Kept(byte[] PublicKey, int KeyVersion);

    /// <summary>Everything that preparing one certificate needs of the state, as it was when its batch began.</summary>
    private sealed record Wanted(
        PlanAction.IssueCertificate Action,
        Certificate Desired,
        ActualCertificate? Before,
        StoredIntent? Begun,
        Kept? Kept,
        ISigningAuthority Authority,
        int AuthorityVersion);

    /// <summary>Reads what the batch needs, then lets it go on beside the caller. Certificates of two batches that are under way at once must differ.</summary>
    public async Task<BatchUnderWay> BeginAsync(IReadOnlyList<PlanAction.IssueCertificate> actions, ApplyRun run, CancellationToken cancellationToken)
    {
        var desired = actions.Select(action => run.Desired.Get<Certificate>(action.Certificate)).ToList();
        var authorities = new Dictionary<ResourceId, ISigningAuthority>();
        foreach (var id in desired.Select(certificate => certificate.Spec.Authority).Distinct())
            authorities.Add(id, await keys.OpenAsync(id, run, cancellationToken).ConfigureAwait(false));
        var intents = await OpenIntentsAsync(desired, run, cancellationToken).ConfigureAwait(false);
        var kept = await KeptKeysAsync(actions, run, cancellationToken).ConfigureAwait(false);
        var wanted = actions.Select((action, i) => new Wanted(
            action,
            desired[i],
            run.Certificates.GetValueOrDefault(desired[i].Id),
            intents.GetValueOrDefault(desired[i].Id),
            kept.GetValueOrDefault(desired[i].Id),
            authorities[desired[i].Spec.Authority],
            run.Authorities[desired[i].Spec.Authority].Current!.Number)).ToArray();
        return new(PrepareAsync(wanted, run.NowInSeconds, run));
    }

    private async Task<PreparedBatch> PrepareAsync(Wanted[] wanted, DateTimeOffset now, ApplyRun run)
    {
        var items = new PreparedIssue?[wanted.Length];
        var failures = new string?[wanted.Length];
        await Parallel.ForAsync(0, wanted.Length, CancellationToken.None, (i, _) =>
        {
            if (wanted[i].Begun is { } begun) items[i] = Resume(wanted[i], begun, run);
            if (items[i] is null) (items[i], failures[i]) = Begin(wanted[i], now, run);
            return ValueTask.CompletedTask;
        }).ConfigureAwait(false);
        return new(
            [.. items.OfType<PreparedIssue>()],
            [.. wanted.Zip(failures).Where(pair => pair.Second is not null).Select(pair => (pair.First.Action, pair.Second!))]);
    }

    /// <summary>Signs on all cores, beside the caller. What is signed is exactly what was linted and stored.</summary>
    public async Task<IReadOnlyList<SignedIssue>> SignAsync(IReadOnlyList<PreparedIssue> items)
    {
        var signed = new SignedIssue[items.Count];
        await Parallel.ForAsync(0, items.Count, CancellationToken.None, (i, _) =>
        {
            var der = signer.Sign(items[i].Token);
            signed[i] = new(items[i], items[i].Version with { Fingerprint = Convert.ToHexStringLower(SHA256.HashData(der)) }, der);
            return ValueTask.CompletedTask;
        }).ConfigureAwait(false);
        return signed;
    }

    /// <summary>Intents of a run that was cut off and that still ask for what is wanted. One that asks for something else is closed as unknown.</summary>
    private static async Task<IReadOnlyDictionary<ResourceId, StoredIntent>> OpenIntentsAsync(List<Certificate> desired, ApplyRun run, CancellationToken cancellationToken)
    {
        var open = desired.Where(certificate => run.Certificates.GetValueOrDefault(certificate.Id)?.Intent is { } intent && intent.SpecHash == SpecHash.Of(certificate.Spec)).Select(certificate => certificate.Id).ToList();
        return open.Count == 0 ? new Dictionary<ResourceId, StoredIntent>() : await run.Writer.ReadIntentsAsync(open, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Dictionary<ResourceId, Kept>> KeptKeysAsync(IReadOnlyList<PlanAction.IssueCertificate> actions, ApplyRun run, CancellationToken cancellationToken)
    {
        var kept = new Dictionary<ResourceId, Kept>();
        var wanted = actions.Where(action => action.Verb == PlanVerb.Renew).Select(action => (action.Certificate, run.Certificates[action.Certificate].Current!.Number)).ToList();
        if (wanted.Count == 0) return kept;
        foreach (var ((id, _), stored) in await run.Writer.ReadCertificatesAsync(wanted, cancellationToken).ConfigureAwait(false))
            kept.Add(id, new(signer.PublicKeyOf(stored.Der), stored.KeyVersion));
        return kept;
    }

    private (PreparedIssue? Item, string? Failure) Begin(Wanted wanted, DateTimeOffset now, ApplyRun run)
    {
        var (action, desired, kept) = (wanted.Action, wanted.Desired, wanted.Kept);
        using var pair = kept is null ? keyMaker.Create(desired.Spec.KeyAlgorithm) : null;
        var publicKey = kept?.PublicKey ?? pair!.PublicKey;
        var keyHash = pair?.PublicKeyHash ?? Convert.ToHexStringLower(SHA256.HashData(publicKey));
        var template = TemplateOf(desired, publicKey, wanted.Authority, now, run);
        if (!signer.Prepare(wanted.Authority, template).IsOk(out var token, out var findings)) return (null, $"it was not signed: {findings}");

        var before = wanted.Before ?? NewRow(desired, run, entropy);
        var generation = before.Generation + 1;
        var keyVersion = kept?.KeyVersion ?? generation;
        var open = new OpenIntent(generation, SpecHash.Of(desired.Spec), template.Serial, action.Verb.Word()) { Issuer = desired.Spec.Authority, NotAfter = template.NotAfter };
        var row = before with { Generation = generation, Intent = open, NextDue = now };
        var sealedKey = pair is null ? null : vault.Seal(new(Crn.Of(row.Id, row.Uuid), keyVersion, keyHash), pair.PrivateKey.Bytes);
        StateChange[] intent =
        [
            .. before.Intent is { } left ? UnknownOutcome.Close(row.Id, left, RevocationReason.Superseded, run) : [],
            new StateChange.PutCertificate(row),
            new StateChange.BeginIssue(row.Id, open, sealedKey, keyVersion, keyHash, token.ToBeSigned.ToArray()),
            run.Audit(AuditActions.Sign, desired.Spec.Authority.Text, $"certificate {template.Serial} of {row.Id}", template.Serial.Hex),
        ];
        return (new(action, row, VersionOf(desired, open, template.NotBefore, template.NotAfter, keyHash, wanted.AuthorityVersion), keyVersion, token, intent, before.Intent), null);
    }

    /// <summary>Goes on with what was begun: the stored bytes, linted again. Null when they no longer pass; then it is closed and begun anew.</summary>
    private PreparedIssue? Resume(Wanted wanted, StoredIntent stored, ApplyRun run)
    {
        var desired = wanted.Desired;
        if (!signer.Resume(wanted.Authority, stored.ToBeSigned, null).IsOk(out var token, out _)) return null;
        StateChange[] intent = [run.Audit(AuditActions.Sign, desired.Spec.Authority.Text, $"certificate {stored.Intent.Serial} of {desired.Id}, begun before")];
        var version = VersionOf(desired, stored.Intent, token.NotBefore, token.NotAfter, stored.KeyHash, wanted.AuthorityVersion);
        return new(wanted.Action, wanted.Before!, version, stored.KeyVersion, token, intent, Closed: null);
    }

    /// <summary>The certificate as the state knows it, or its first row.</summary>
    public ActualCertificate RowOf(Certificate desired, ApplyRun run) => run.Certificates.GetValueOrDefault(desired.Id) ?? NewRow(desired, run, entropy);

    /// <summary>The first row of a certificate: its uuid is drawn here and kept for good.</summary>
    internal static ActualCertificate NewRow(Certificate desired, ApplyRun run, IEntropy entropy) => new()
    {
        Id = desired.Id,
        Uuid = entropy.NextUuid(),
        Status = CertificateStatus.PendingValidation,
        Applied = desired.Spec,
        Tags = desired.Tags,
        Protect = desired.Protect,
        Trust = run.Desired.TrustOf(desired.Spec),
        AppliedRevision = run.Revision,
    };

    private LeafTemplate TemplateOf(Certificate desired, byte[] publicKey, ISigningAuthority authority, DateTimeOffset now, ApplyRun run)
    {
        var issuer = run.Desired.Get<CertificateAuthority>(desired.Spec.Authority);
        var notBefore = now - AuthorityHandler.Backdate;
        var end = desired.Spec.Validity.End(notBefore);
        return new()
        {
            Serial = entropy.NextSerial(),
            NotBefore = notBefore,
            NotAfter = authority.NotAfter < end ? authority.NotAfter : end,
            Names = desired.Spec.Domains,
            PublicKey = publicKey,
            Usages = desired.Spec.Usages,
            Profile = issuer.Spec.Profile,
            Trust = issuer.Spec.Trust,
            Mode = issuer.Spec.Mode,
            CrlUrl = PublishedUrls.Crl(issuer.Id, issuer.Spec.Revocation),
            IssuerUrl = PublishedUrls.Certificate(issuer.Id, issuer.Spec.Revocation),
        };
    }

    private static CertificateVersion VersionOf(
        Certificate desired, OpenIntent intent, DateTimeOffset notBefore, DateTimeOffset notAfter, string keyHash, int authorityVersion) => new()
        {
            Number = intent.Generation,
            Status = VersionStatus.Current,
            Serial = intent.Serial,
            NotBefore = notBefore,
            NotAfter = notAfter,
            Fingerprint = "",
            KeyHash = keyHash,
            Authority = desired.Spec.Authority,
            AuthorityVersion = authorityVersion,
            Names = desired.Spec.Domains,
            KeyAlgorithm = desired.Spec.KeyAlgorithm,
            Usages = desired.Spec.Usages,
            Validity = desired.Spec.Validity.Text,
        };
}
