using Reconciler.Core.Desired;
using Reconciler.Core.Domain;

namespace Reconciler.Adapters.Store.Shapes;

/// <summary>An authority's spec as stored.</summary>
internal sealed record AuthorityShape(
    string Type,
    string Trust,
    SubjectShape Subject,
    string KeyAlgorithm,
    string Validity,
    string Mode,
    string State,
    string Profile,
    RevocationShape Revocation,
    IssuanceShape Issuance,
    string? Parent = null,
    int? PathLength = null,
    NameConstraintsShape? NameConstraints = null,
    IReadOnlyList<string>? CaaIdentities = null)
{
    public static AuthorityShape Of(AuthoritySpec spec) => new(
        Words.AuthorityType.Write(spec.Type),
        Words.Trust.Write(spec.Trust),
        new(spec.Subject.CommonName, spec.Subject.Organization, spec.Subject.Country),
        Words.KeyAlgorithm.Write(spec.KeyAlgorithm),
        StoredText.Of(spec.Validity),
        Words.AuthorityMode.Write(spec.Mode),
        Words.DesiredAuthorityState.Write(spec.State),
        Words.IssuingProfile.Write(spec.Profile),
        new(spec.Revocation.CrlValidity.Text, spec.Revocation.BaseUrl, spec.Revocation.Directory),
        IssuanceShape.Of(spec.Issuance),
        spec.Parent?.Text,
        spec.PathLength,
        spec.NameConstraints.IsEmpty ? null : NameConstraintsShape.Of(spec.NameConstraints),
        spec.CaaIdentities.IsEmpty ? null : spec.CaaIdentities);

    public AuthoritySpec ToSpec() => new()
    {
        Type = Words.AuthorityType.Read(Type),
        Trust = Words.Trust.Read(Trust),
        Subject = new(Subject.CommonName, Subject.Organization, Subject.Country),
        KeyAlgorithm = Words.KeyAlgorithm.Read(KeyAlgorithm),
        Validity = StoredText.ReadValidity(Validity),
        Parent = StoredText.ReadOptionalId(Parent),
        PathLength = PathLength,
        NameConstraints = NameConstraints?.ToConstraints() ?? Core.Desired.NameConstraints.None,
        Mode = Words.AuthorityMode.Read(Mode),
        State = Words.DesiredAuthorityState.Read(State),
        CaaIdentities = [.. CaaIdentities ?? []],
        Profile = Words.IssuingProfile.Read(Profile),
        Revocation = new() { BaseUrl = Revocation.BaseUrl, Directory = Revocation.Directory, CrlValidity = Period.Parse(Revocation.CrlValidity) },
        Issuance = Issuance.ToSpec(),
    };
}

internal sealed record SubjectShape(string CommonName, string? Organization = null, string? Country = null);

internal sealed record NameConstraintsShape(
    IReadOnlyList<string> Permitted, IReadOnlyList<string> Excluded, IReadOnlyList<string> PermittedIp, IReadOnlyList<string> ExcludedIp)
{
    public static NameConstraintsShape Of(NameConstraints constraints) =>
        new(constraints.Permitted, constraints.Excluded, constraints.PermittedIp, constraints.ExcludedIp);

    public NameConstraints ToConstraints() => new([.. Permitted], [.. Excluded], [.. PermittedIp], [.. ExcludedIp]);
}

internal sealed record RevocationShape(string CrlValidity, string? BaseUrl = null, string? Directory = null);

internal sealed record IssuanceShape(
    string MaxValidity, IReadOnlyList<string>? AllowedDomains = null, IReadOnlyList<string>? AllowedAlgorithms = null)
{
    public static IssuanceShape Of(IssuanceSpec spec) => new(
        spec.MaxValidity.Text,
        spec.AllowedDomains.IsEmpty ? null : spec.AllowedDomains,
        spec.AllowedAlgorithms.IsEmpty ? null : [.. spec.AllowedAlgorithms.Select(Words.KeyAlgorithm.Write)]);

    public IssuanceSpec ToSpec() => new()
    {
        MaxValidity = Period.Parse(MaxValidity),
        AllowedDomains = [.. AllowedDomains ?? []],
        AllowedAlgorithms = [.. (AllowedAlgorithms ?? []).Select(Words.KeyAlgorithm.Read)],
    };
}
