using Reconciler.Core.Actual;
using Reconciler.Core.Desired;
using Reconciler.Core.Domain;

namespace Reconciler.Core.Applying;

/// <summary>
/// What follows once the newest version of a certificate is in place: older ones are retired at once, and the keys that only they have are destroyed when
/// nobody can want to go back to them any more. New first, old kept until the new one is everywhere.
/// </summary>
internal static class Succession
{
    /// <summary>How long a superseded key is kept after its successor is in place.</summary>
    public static readonly TimeSpan KeyKept = TimeSpan.FromDays(7);

    /// <summary>Follows only where the current version is on every target of the manifest, and no target has another one.</summary>
    public static void Follow(ResourceId id, ApplyRun run, List<StateChange> changes)
    {
        var certificate = run.Certificates[id];
        if (certificate.Versions.Length < 2 || certificate.Current is not { } current || !IsInPlace(certificate.Id, current, run)) return;
        changes.AddRange(certificate.Versions
            .Where(version => version.Status == VersionStatus.Superseded)
            .Select(version => new StateChange.SetVersionStatus(id, version.Number, VersionStatus.Retired, null)));
        changes.Add(new StateChange.SupersedeKeys(id, run.Now + KeyKept));
        run.Certificates[id] = certificate with
        {
            Versions = [.. certificate.Versions.Select(version => version.Status == VersionStatus.Superseded ? version with { Status = VersionStatus.Retired } : version)],
        };
    }

    private static bool IsInPlace(ResourceId id, CertificateVersion current, ApplyRun run) =>
        run.Desired.TryFind<Certificate>(id, out var desired)
        && desired.Spec.Targets.All(target => run.Deployments.TryGetValue(ActualDeployment.IdOf(id, target), out var deployment) && deployment.Version == current.Number)
        && !run.HasOlderDeployment(id, current.Number);
}
