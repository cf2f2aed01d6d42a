using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Planning;
using Reconciler.Testing;
using Reconciler.Testing.Desired;

namespace Reconciler.Core.Tests.Planning;

/// <summary>Plans of small repositories, made by the planner itself.</summary>
internal static class SmallPlans
{
    /// <summary>A private issuing authority below a root, and a target.</summary>
    public static DesiredBuilder Pki() => new DesiredBuilder().Root("root").Subordinate("issuing", "root").Files("edge", "certs");

    public static DesiredBuilder Www(this DesiredBuilder builder, string domains = "www.example.com", Func<CertificateSpec, CertificateSpec>? with = null) =>
        builder.Certificate("www", "issuing", domains, spec => (with ?? (same => same))(spec with { Targets = [builder.TargetId("edge")] }));

    public static Plan From(DesiredState desired, ActualState? actual = null, DateTimeOffset? now = null, PlanScope? scope = null) =>
        Planner.Plan(desired, actual ?? ActualState.Empty, Evidence.None, scope ?? PlanScope.All, now ?? ManualTime.Start);

    /// <summary>The state after the repository was applied.</summary>
    public static ActualState Applied(DesiredState desired) => AppliedProjection.Of(desired, ManualTime.Start).Actual;
}
