using System.Collections.Immutable;
using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Planning;

/// <summary>Placing a certificate follows its issuing in the same run; while the issuing waits, the plan does not show it, but the review covers it.</summary>
internal static class SavedPlanHeld
{
    /// <summary>Deployments that follow when what waits is done, in the order of the waiting entries and targets.</summary>
    public static ImmutableArray<SavedChange> Behind(Plan plan, DesiredState desired) =>
    [
        .. plan.Waiting
            .Select(entry => ResourceId.TryParse(entry.Id) is { } id && desired.TryFind<Certificate>(id, out var certificate) ? certificate : null)
            .OfType<Certificate>()
            .SelectMany(certificate => certificate.Spec.Targets, (certificate, target) => new SavedChange(
                ActualDeployment.IdOf(certificate.Id, target), PlanVerb.Deploy.Word(), SpecText.Of(desired.Get<Target>(target).Spec)))
            .DistinctBy(change => change.Key),
    ];
}
