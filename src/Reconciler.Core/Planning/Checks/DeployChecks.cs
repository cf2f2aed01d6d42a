using Reconciler.Core.Actual;
using Reconciler.Core.Desired;

namespace Reconciler.Core.Planning.Checks;

/// <summary>What the checks look at: one certificate on one target, as wanted and as it is.</summary>
/// <param name="IssuePlanned">The same plan gives the certificate a new version.</param>
/// <param name="ChainPlanned">The same plan gives an authority of its chain a new certificate.</param>
internal readonly record struct DeployInput(
    Target Target,
    ActualDeployment? Deployed,
    CertificateVersion? Current,
    string Chain,
    bool IssuePlanned,
    bool ChainPlanned,
    DeploymentObservation? Observed,
    ServedCertificate? Served);

internal sealed record DeployFinding(ReasonCode Reason, string Sentence);

/// <summary>Must a certificate be placed on a target, and why: checks in order, the first that hits decides.</summary>
internal static class DeployChecks
{
    public static IReadOnlyList<Func<DeployInput, DeployFinding?>> InOrder { get; } =
        [NotThereYet, NewVersion, ChainChanged, TargetChanged, Drifted, ServesAnother];

    public static DeployFinding? First(DeployInput input)
    {
        foreach (var check in InOrder)
        {
            if (check(input) is { } finding) return finding;
        }

        return null;
    }

    private static DeployFinding? NotThereYet(DeployInput input) =>
        input.Deployed is null ? new(ReasonCode.DeployNew, "it is not on this target yet") : null;

    private static DeployFinding? NewVersion(DeployInput input)
    {
        if (input.IssuePlanned) return new(ReasonCode.DeployNew, "a new version follows from this plan");
        return input.Current is { } current && current.Number != input.Deployed!.Version
            ? new(ReasonCode.DeployNew, $"version {current.Number} is not on this target yet")
            : null;
    }

    private static DeployFinding? ChainChanged(DeployInput input) => input.ChainPlanned || input.Deployed!.Chain != input.Chain
        ? new(ReasonCode.DeployChainChanged, "an authority of its chain has a new certificate")
        : null;

    private static DeployFinding? TargetChanged(DeployInput input) => SpecText.Same(input.Deployed!.Applied, input.Target.Spec)
        ? null
        : new(ReasonCode.UpdateSettings, "the target's settings change");

    private static DeployFinding? Drifted(DeployInput input)
    {
        if (input.Observed is not { } observed) return null;
        return observed.Drift switch
        {
            DriftKind.None or DriftKind.Touched => null,
            DriftKind.Changed or DriftKind.Missing or DriftKind.Unreadable =>
                new(ReasonCode.DeployDrift, observed.Detail ?? "what is there differs from what was placed"),
        };
    }

    /// <summary>Row TGT-03. A server that was not reached tells nothing about what it serves.</summary>
    private static DeployFinding? ServesAnother(DeployInput input) => input.Served is { Fingerprint: { } fingerprint } served && fingerprint != input.Current!.Fingerprint
        ? new(ReasonCode.DeployDrift, $"{input.Target.Spec.Probe!.Connect} serves serial {served.Serial} instead of {input.Current.Serial}")
        : null;
}
