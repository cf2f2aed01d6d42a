using Reconciler.Core.Actual;
using Reconciler.Core.Domain;

namespace Reconciler.Cli.Commands;

/// <summary>Files that the state says were placed or published: whether they are there, and CRLs still in force. Content is the planner's to compare.</summary>
internal static class PlacedFiles
{
    public static IEnumerable<Finding> Look(ActualState state, DateTimeOffset now)
    {
        foreach (var authority in state.Authorities.Values.Where(authority => authority.Status != AuthorityStatus.Deleted).OrderBy(authority => authority.Id))
        {
            if (authority.Crl is not { } crl) continue;
            if (!File.Exists(crl.Path))
                yield return new("crl-missing", $"the CRL of {authority.Id}, {crl.Path}, is not there", "run apply: it is published again");
            if (crl.NextUpdate < now)
                yield return new("crl-expired", $"the CRL of {authority.Id} ended at {Instants.Format(crl.NextUpdate)}", "run apply: a new one is signed; then let it run on a schedule");
        }

        foreach (var deployment in state.Deployments.Values.OrderBy(deployment => deployment.Id, StringComparer.Ordinal))
        {
            if (FirstMissing(deployment.Content) is { } path)
                yield return new("deployment-missing", $"{path} of {deployment.Id} is not there", "run apply: it is placed again");
        }
    }

    private static string? FirstMissing(DeployedContent content)
    {
        foreach (var file in content.Files)
        {
            var path = Path.Combine(content.Directory, file.Path);
            if (!Path.Exists(path)) return path;
        }

        return null;
    }
}
