using CsCheck;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Testing.Desired;

namespace Reconciler.Core.Tests.Cycle;

/// <summary>A random repository with what one may change about it beside its certificates. Masks have a bit for each name of a certificate.</summary>
internal sealed record AnyWorld(AnyRepository Repository, int Revoked, int Protected, bool IsDisabled, int Ttl, int Directory, int Limit, int Validity)
{
    public static Gen<AnyWorld> Any { get; } = Gen.Select(
        AnyRepository.Any,
        Gen.Select(Gen.Int[0, 15], Gen.Int[0, 15], (some, others) => some & others),
        Gen.Select(Gen.Int[0, 15], Gen.Int[0, 15], (some, others) => some & others),
        Gen.Int[0, 7],
        Gen.Int[0, 3],
        Gen.Int[0, 3],
        Gen.Int[0, 3],
        Gen.Int[0, 3]).Select((repository, revoked, kept, disabled, ttl, directory, limit, validity) =>
            new AnyWorld(repository, revoked, kept, disabled == 0, ttl == 0 ? 60 : 300, directory / 3, limit / 3, validity / 3));

    public DesiredBuilder Build()
    {
        var builder = new DesiredBuilder();
        if (Limit > 0) builder.Account("default", ["local"], spec => spec with { Limits = new() { Remove = new(0, 0), Revoke = new(0, 0), Replace = new(0, 0) } });
        foreach (var resource in Repository.Build().Resources) builder.Add(Changed(resource));
        return builder;
    }

    public override string ToString() =>
        $"{string.Join(", ", Repository.Certificates.Select(each => each.ToString()))} provider {Repository.Provider} revoked {Revoked} protected {Protected} disabled {IsDisabled} ttl {Ttl} directory {Directory} limit {Limit} validity {Validity}";

    private DeclaredResource Changed(DeclaredResource resource) => resource switch
    {
        Certificate certificate => certificate with
        {
            Protect = Has(Protected, certificate.Id),
            Spec = Has(Revoked, certificate.Id) ? certificate.Spec with { Revoked = RevocationReason.KeyCompromise } : certificate.Spec,
        },
        CertificateAuthority { Id.Name: "corp" } authority => authority with
        {
            Spec = authority.Spec with { State = IsDisabled ? DesiredAuthorityState.Disabled : DesiredAuthorityState.Active, Validity = Core.Domain.Validity.For(Period.Parse(Validity == 0 ? "5y" : "4y")) },
        },
        ValidationMethod method => method with { Spec = method.Spec with { Ttl = Ttl } },
        Target { Spec: TargetSpec.Files files } target => target with { Spec = files with { Directory = Directory == 0 ? "/srv/edge" : "/srv/other" } },
        _ => resource,
    };

    private static bool Has(int mask, ResourceId id) => (mask & (1 << (id.Name[1] - '0'))) != 0;
}
