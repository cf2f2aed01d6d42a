using CsCheck;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Core.Tests.Applying;
using Reconciler.Testing.Desired;

namespace Reconciler.Core.Tests.Cycle;

/// <summary>What a random certificate asks for.</summary>
internal sealed record AnyCertificate(int Name, bool IsPublic, int Domains, bool OnTarget, KeyAlgorithm Algorithm, int Validity, bool KeepsKey, bool RevokeOnRemove);

/// <summary>Random small repositories around two authorities, one validation method and one target.</summary>
internal sealed record AnyRepository(AnyCertificate[] Certificates, int Provider)
{
    private static readonly string[] Hosts = ["a.shop.example", "*.a.shop.example", "b.shop.example", "shop.example"];
    private static readonly string[] Validities = ["395d", "90d", "6mo"];

    public static Gen<AnyRepository> Any { get; } = Gen.Select(
        Gen.Select(
            Gen.Int[0, 3],
            Gen.Bool,
            Gen.Int[1, 15],
            Gen.Bool,
            Gen.Bool,
            Gen.Int[0, 2],
            Gen.Bool,
            Gen.Bool).Select((name, isPublic, domains, onTarget, strong, validity, keepsKey, revoke) =>
                new AnyCertificate(name, isPublic, domains, onTarget, strong ? KeyAlgorithm.EC_secp384r1 : KeyAlgorithm.EC_prime256v1, validity, keepsKey, revoke)).Array[0, 5],
        Gen.Int[0, 2],
        (certificates, provider) => new AnyRepository([.. certificates.DistinctBy(certificate => certificate.Name)], provider));

    /// <summary>A digit for each object to be put elsewhere by.</summary>
    public static Gen<int[]> Order { get; } = Gen.Int[0, 9].Array[16];

    public DesiredBuilder Build(int[]? order = null)
    {
        var builder = Worlds.Private().Subordinate("web", "root", DesiredBuilder.Public);
        if (Provider == 1) builder.Embedded("zones", "shop.example");
        if (Provider == 2) builder.ZoneFile("zones", "shop.zone", "shop.example");
        builder.Validation("dns", with: spec => Provider == 0 ? spec : spec with { Provider = builder.ProviderId("zones") });
        foreach (var certificate in Certificates) Declare(builder, certificate);
        if (order is null) return builder;
        var moved = new DesiredBuilder();
        foreach (var (resource, _) in builder.Resources.Select((resource, at) => (resource, order[at])).OrderBy(pair => pair.Item2).Reverse()) moved.Add(resource);
        return moved;
    }

    private static void Declare(DesiredBuilder builder, AnyCertificate any) => builder.Certificate(
        $"c{any.Name}",
        any.IsPublic ? "web" : "corp",
        string.Join(' ', Hosts.Where((_, bit) => (any.Domains & (1 << bit)) != 0)),
        spec => spec with
        {
            Validation = any.IsPublic ? builder.ValidationId("dns") : null,
            Targets = any.OnTarget ? [builder.TargetId("edge")] : [],
            KeyAlgorithm = any.Algorithm,
            Validity = Validity.For(Period.Parse(Validities[any.Validity])),
            Rotation = any.KeepsKey ? KeyRotation.Never : KeyRotation.Always,
            OnRemove = any.RevokeOnRemove ? RemovalPolicy.Revoke : RemovalPolicy.Retire,
        });
}
