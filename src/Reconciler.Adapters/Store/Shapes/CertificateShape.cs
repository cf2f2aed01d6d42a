using Reconciler.Core.Desired;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Store.Shapes;

/// <summary>
/// A certificate's spec as stored, without its domains, which have a column of their own: thousands of certificates then share one text, which a
/// reader parses once.
/// </summary>
internal sealed record CertificateShape(
    IReadOnlyList<string> Authorities,
    string KeyAlgorithm,
    string Rotation,
    string Validity,
    string RenewBefore,
    IReadOnlyList<string> Usages,
    bool Exportable,
    string OnRemove,
    string? Validation = null,
    IReadOnlyList<string>? Targets = null,
    string? Revoked = null)
{
    public static CertificateShape Of(CertificateSpec spec) => new(
        [.. spec.Authorities.Select(id => id.Text)],
        Words.KeyAlgorithm.Write(spec.KeyAlgorithm),
        Words.KeyRotation.Write(spec.Rotation),
        StoredText.Of(spec.Validity),
        spec.RenewBefore.Text,
        [.. spec.Usages.Select(Words.KeyUsagePurpose.Write)],
        spec.Exportable,
        Words.RemovalPolicy.Write(spec.OnRemove),
        spec.Validation?.Text,
        spec.Targets.IsEmpty ? null : [.. spec.Targets.Select(id => id.Text)],
        spec.Revoked is { } reason ? Words.RevocationReason.Write(reason) : null);

    /// <summary>The spec with no domains yet.</summary>
    public CertificateSpec ToSpec() => new()
    {
        Domains = [],
        Authorities = [.. Authorities.Select(StoredText.ReadId)],
        Validation = StoredText.ReadOptionalId(Validation),
        KeyAlgorithm = Words.KeyAlgorithm.Read(KeyAlgorithm),
        Rotation = Words.KeyRotation.Read(Rotation),
        Validity = StoredText.ReadValidity(Validity),
        RenewBefore = Period.Parse(RenewBefore),
        Usages = [.. Usages.Select(Words.KeyUsagePurpose.Read)],
        Targets = [.. (Targets ?? []).Select(StoredText.ReadId)],
        Exportable = Exportable,
        OnRemove = Words.RemovalPolicy.Read(OnRemove),
        Revoked = Revoked is null ? null : Words.RevocationReason.Read(Revoked),
    };
}
