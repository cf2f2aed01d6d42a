using Reconciler.Core.Applying;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;
using Reconciler.Testing.Desired;

namespace Reconciler.Core.Tests.Applying;

/// <summary>Small repositories that the tests change, and words for what became of changes.</summary>
internal static class Worlds
{
    /// <summary>A root and an issuing authority of private trust, a target.</summary>
    public static DesiredBuilder Private() => new DesiredBuilder().Root("root").Subordinate("corp", "root").Files("edge", "/srv/edge");

    /// <summary>Public trust too, proved in a zone file: nobody needs to write a record.</summary>
    public static DesiredBuilder Public()
    {
        var builder = Private().Subordinate("web", "root", DesiredBuilder.Public).ZoneFile("zones", "shop.zone", "shop.example");
        return builder.Validation("dns", with: spec => spec with { Provider = builder.ProviderId("zones") });
    }

    /// <summary>Public trust where people write the records.</summary>
    public static DesiredBuilder ByHand() => Private().Subordinate("web", "root", DesiredBuilder.Public).Validation("dns");

    public static DesiredBuilder Private(this DesiredBuilder builder, string name, Func<CertificateSpec, CertificateSpec>? with = null) =>
        builder.Certificate(name, "corp", $"{name}.corp.example", spec => Ec(spec, with));

    /// <summary>A private certificate on the target <c>edge</c>.</summary>
    public static DesiredBuilder Deployed(this DesiredBuilder builder, string name, Func<CertificateSpec, CertificateSpec>? with = null) =>
        builder.Private(name, spec => Ec(spec with { Targets = [builder.TargetId("edge")] }, with));

    /// <summary>A certificate of public trust on the target <c>edge</c>.</summary>
    public static DesiredBuilder Shop(this DesiredBuilder builder, string name, string domains, Func<CertificateSpec, CertificateSpec>? with = null) =>
        builder.Certificate(name, "web", domains, spec => Ec(spec with { Validation = builder.ValidationId("dns"), Targets = [builder.TargetId("edge")] }, with));

    public static ResourceId Id(string name) => ResourceId.Certificate("default", "local", name);

    public static ResourceId Authority(string name) => ResourceId.Authority("default", "local", name);

    /// <summary><c>verb subject: kind</c>, in the order in which things were done.</summary>
    public static string[] Told(this IEnumerable<ActionOutcome> outcomes) =>
        [.. outcomes.Select(outcome => $"{Planning.Plans.Short(outcome.Action)}: {outcome.Kind}")];

    public static string DetailOf(this IEnumerable<ActionOutcome> outcomes, string shortKey) =>
        Assert.Single(outcomes, outcome => Planning.Plans.Short(outcome.Action) == shortKey).Detail;

    private static CertificateSpec Ec(CertificateSpec spec, Func<CertificateSpec, CertificateSpec>? with)
    {
        spec = spec with { KeyAlgorithm = KeyAlgorithm.EC_prime256v1 };
        return with is null ? spec : with(spec);
    }
}
